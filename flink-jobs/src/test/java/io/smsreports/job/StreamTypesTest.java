package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.ledger.FileLedger;
import io.smsreports.model.BlockCounts;
import io.smsreports.model.FilePart;
import io.smsreports.model.FilePart.DayPart;
import io.smsreports.model.FileStatus;
import io.smsreports.model.HeldFile;
import io.smsreports.model.LateSlice;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RejectedRow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.RevenueTotals;
import io.smsreports.model.WaitingFiles;
import io.smsreports.parse.FileLayout;
import io.smsreports.reduce.FileHours;
import io.smsreports.reduce.ShownHour;
import io.smsreports.source.TextBlock;
import io.smsreports.watermark.LateGate;
import io.smsreports.watermark.LateTotals.LateRow;
import io.smsreports.watermark.OpenTotals;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between operators and what lies in state: never by Kryo, and whole. */
final class StreamTypesTest {

    private static final RevenueSlice SLICE =
            new RevenueSlice(26_645_760, RevenueSlice.NO_PAYTYPE, 3, -5, -10, 5, -10);

    private static final BlockCounts COUNTS =
            new BlockCounts(3, Map.of(RejectReason.TOO_LONG, 1L), 3, 2, 1, 100, 200);

    private static Stream<Object> values() {
        return Stream.of(
                textBlock(),
                new ReducedBlock(
                        1, 2, "a.csv", 9, true, true, FileStatus.OK, COUNTS, List.of(SLICE)),
                SLICE,
                new FileHours(
                        "a.csv",
                        9,
                        8,
                        7,
                        List.of(new ShownHour(6, 5, 4, List.of(SLICE), 3, 2, 1, 0))),
                new LateSlice("a.csv", SLICE),
                new LateRow(900_000, 7, "a.csv", totals(), 5),
                new FilePart(
                        "a.csv",
                        9,
                        true,
                        FileStatus.TRUNCATED,
                        COUNTS,
                        List.of(new DayPart(1, 2, 3, 4, -5))),
                rejectedRow(),
                openFile(),
                openFile().days.get(18_504L),
                new FileLedger.Entry(openFile(), FileStatus.MISSING, 5),
                ReducedBlock.ofHeld(1, 2, "a.csv", new HeldFile("sw1", 7, 8)),
                ReducedBlock.ofWaiting(
                        1, 2, new WaitingFiles(3, 7, true, List.of("sw1", "sw2"), true)),
                new LateGate.SeriesState("sw1", 7, 8),
                new OpenTotals.OpenWindow(900_000, 7, totals()),
                new OpenTotals.OpenDay(18_504, BigInteger.TEN.pow(30)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isSerializedWithoutKryo(Object value) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(value.getClass());
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesOutAsItWentIn(Object value) throws IOException {
        assertThat(throughASerializer(value)).usingRecursiveComparison().isEqualTo(value);
    }

    @SuppressWarnings("unchecked") // getClass of a T
    private static <T> T throughASerializer(T value) throws IOException {
        TypeSerializer<T> serializer =
                TypeInformation.of((Class<T>) value.getClass())
                        .createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static TextBlock textBlock() {
        TextBlock block = new TextBlock();
        block.file = "a.csv";
        block.fileBytes = 1;
        block.fileModifiedMillis = 2;
        block.layout =
                new FileLayout(List.of("DEBIT_AMOUNT_42", "PAYTYPE_515", "RECORD_DATE"), 2, 1, 0);
        block.offset = 3;
        block.bytes = new byte[] {1, 2, 3};
        block.length = 2;
        block.first = true;
        block.last = true;
        block.status = FileStatus.UNREADABLE;
        block.overlong = true;
        block.torn = true;
        return block;
    }

    private static RejectedRow rejectedRow() {
        RejectedRow row = new RejectedRow();
        row.file = "a.csv";
        row.byteOffset = 1;
        row.reason = RejectReason.BAD_AMOUNT;
        row.epochSecond = 2;
        row.amountMinor = 3;
        row.line = new byte[] {1, -1};
        row.readAtMillis = 4;
        return row;
    }

    private static RevenueTotals totals() {
        RevenueTotals totals = new RevenueTotals();
        totals.add(SLICE);
        totals.amountMinor = BigInteger.TEN.pow(30);
        return totals;
    }

    private static FileLedger.OpenFile openFile() {
        FileLedger.FileDay day = new FileLedger.FileDay();
        day.file = "a.csv";
        day.epochDay = 18_504;
        day.accepted = 1;
        day.late = 2;
        day.debitsMinor = BigInteger.TEN.pow(30);
        day.reversalsMinor = BigInteger.TEN.negate();
        FileLedger.OpenFile file = new FileLedger.OpenFile();
        file.file = "a.csv";
        file.fileBytes = 9;
        file.rejectedByReason.put(RejectReason.BAD_QUOTING, 4L);
        file.unknownPaytype = 5;
        file.blankLines = 6;
        file.headerLines = 7;
        file.firstEventSecond = 8;
        file.lastEventSecond = 9;
        file.days.put(18_504L, day);
        return file;
    }
}
