package io.smsreports.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.smsreports.model.BlockCounts;
import io.smsreports.model.FileStatus;
import io.smsreports.model.HeldFile;
import io.smsreports.model.LocalDays;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RejectedRow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.WaitingFiles;
import io.smsreports.parse.FileLayout;
import io.smsreports.source.TextBlock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BlockReducerTest {

    private static final long MODIFIED = Instant.parse("2020-08-30T12:00:00.999Z").toEpochMilli();

    private static final long MINUTE = Instant.parse("2020-08-30T00:00:00Z").getEpochSecond() / 60;

    private OneInputStreamOperatorTestHarness<TextBlock, ReducedBlock> harness;

    @BeforeEach
    void openTheOperator() throws Exception {
        open(Duration.ofDays(1));
    }

    @AfterEach
    void closeTheOperator() throws Exception {
        harness.close();
    }

    @Test
    void reducesRowsToOneSliceAMinuteAndPaytype() throws Exception {

        ReducedBlock reduced =
                process(
                        lines(
                                row("2020/08/30 00:00:59", "0", "10"),
                                row("2020/08/30 00:00:00", "0", "-2.5"),
                                row("2020/08/30 00:01:00", "0", "1"),
                                row("2020/08/30 00:00:30", "1", "0.01"),
                                row("2020/08/30 00:00:30", "", "7")));

        assertThat(reduced.slices())
                .containsExactlyInAnyOrder(
                        new RevenueSlice(MINUTE, 0, 2, 750, -250, 1_000, -250),
                        new RevenueSlice(MINUTE + 1, 0, 1, 100, 100, 100, 0),
                        new RevenueSlice(MINUTE, 1, 1, 1, 1, 1, 0),
                        new RevenueSlice(MINUTE, RevenueSlice.NO_PAYTYPE, 1, 700, 700, 700, 0));
        assertThat(reduced.counts())
                .isEqualTo(new BlockCounts(5, Map.of(), 1, 0, 0, MINUTE * 60, MINUTE * 60 + 60));
        assertThat(rejected()).isEmpty();
    }

    @Test
    void countsEveryLineOnceAndKeepsTheRejectedOnes() throws Exception {
        String header = String.join(",", FileLayout.DEFAULT.columns());
        String badDate = row("2020/02/30 00:00:00", "0", "12.345");
        String badAmount = row("2020/08/30 00:00:00", "0", "ten");
        String future = row("2020/08/31 12:00:01", "0", "1");
        String good = row("2020/08/31 12:00:00", "0", "1");
        String badQuoting = row("\"2020/08/30 00:00:00", "0", "1");
        TextBlock block =
                lines(header, "", " \t", "torn", badDate, badAmount, future, good, badQuoting);
        block.offset = 5_000_000_000L;

        ReducedBlock reduced = process(block);

        assertThat(reduced.counts().accepted()).isEqualTo(1);
        assertThat(reduced.counts().rejected()).isEqualTo(5);
        assertThat(reduced.counts().rows()).isEqualTo(6);
        assertThat(reduced.counts().blankLines()).isEqualTo(2);
        assertThat(reduced.counts().headerLines()).isEqualTo(1);
        assertThat(rejected())
                .extracting(row -> row.reason)
                .containsExactly(
                        RejectReason.WRONG_COLUMN_COUNT,
                        RejectReason.BAD_RECORD_DATE,
                        RejectReason.BAD_AMOUNT,
                        RejectReason.FUTURE_RECORD_DATE,
                        RejectReason.BAD_QUOTING);
        assertThat(rejected())
                .extracting(row -> new String(row.line, StandardCharsets.UTF_8))
                .containsExactly("torn", badDate, badAmount, future, badQuoting);
        String text = new String(block.bytes, 0, block.length, StandardCharsets.UTF_8);
        assertThat(rejected())
                .allSatisfy(
                        row -> {
                            String line = new String(row.line, StandardCharsets.UTF_8);
                            assertThat(row.byteOffset)
                                    .isEqualTo(5_000_000_000L + text.indexOf(line + "\n"));
                            assertThat(row.file).isEqualTo("a.csv");
                            assertThat(row.readAtMillis).isPositive();
                        });
        assertThat(rejected())
                .extracting(row -> row.amountMinor)
                .containsExactly(Long.MIN_VALUE, 1_235L, Long.MIN_VALUE, 100L, Long.MIN_VALUE);
        assertThat(rejected().get(3).epochSecond).isEqualTo(MINUTE * 60 + 36 * 3600 + 1);
    }

    @Test
    void rejectsALineThatIsTooLong() throws Exception {
        TextBlock block = block();
        block.overlong = true;
        block.offset = 17;
        block.bytes = new byte[TextBlock.OVERLONG_KEPT_BYTES];
        block.length = block.bytes.length;

        ReducedBlock reduced = process(block);

        assertThat(reduced.slices()).isEmpty();
        assertThat(reduced.counts().rejectedByReason())
                .isEqualTo(Map.of(RejectReason.TOO_LONG, 1L));
        RejectedRow row = rejected().get(0);
        assertThat(row.byteOffset).isEqualTo(17);
        assertThat(row.line).hasSize(1_000);
        assertThat(row.epochSecond).isEqualTo(Long.MIN_VALUE);
        assertThat(row.amountMinor).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void keepsOnlyTheBeginningOfALineThatIsAByteTooLong() throws Exception {

        process(lines("x".repeat(FileLayout.MAX_LINE_BYTES + 1)));

        assertThat(rejected()).hasSize(1);
        assertThat(rejected().get(0).reason).isEqualTo(RejectReason.TOO_LONG);
        assertThat(rejected().get(0).line).hasSize(1_000);
    }

    /** Its amount may have lost digits. */
    @Test
    void rejectsALineThatWasTornOffEvenIfItLooksWhole() throws Exception {
        TextBlock block = lines(row("2020/08/30 00:00:00", "0", "1"));
        block.length--;
        block.torn = true;
        block.last = true;
        block.status = FileStatus.TRUNCATED;

        ReducedBlock reduced = process(block);

        assertThat(reduced.slices()).isEmpty();
        assertThat(reduced.status()).isEqualTo(FileStatus.TRUNCATED);
        assertThat(reduced.counts().rejectedByReason())
                .isEqualTo(Map.of(RejectReason.WRONG_COLUMN_COUNT, 1L));
        assertThat(rejected()).hasSize(1);
    }

    @Test
    void passesOnBlocksWithoutLines() throws Exception {
        TextBlock first = block();
        first.first = true;
        TextBlock last = block();
        last.last = true;
        last.status = FileStatus.MISSING;

        assertThat(process(first)).isEqualTo(reduced(true, FileStatus.OK));
        assertThat(process(last)).isEqualTo(reduced(false, FileStatus.MISSING));
    }

    /** They may come in the middle of a file, and are no part of it. */
    @Test
    void passesOnWhatAReaderSaysOfFiles() throws Exception {
        TextBlock given = block();
        given.held = new HeldFile("sw1", 7, 8);
        TextBlock told = new TextBlock();
        told.waiting = new WaitingFiles(3, 9, true, List.of("sw1"), false);

        assertThat(process(given)).isEqualTo(ReducedBlock.ofHeld(0, 1, "a.csv", given.held));
        assertThat(process(told)).isEqualTo(ReducedBlock.ofWaiting(0, 1, told.waiting));
    }

    private static ReducedBlock reduced(boolean first, FileStatus status) {
        return new ReducedBlock(
                0, 1, "a.csv", 99, first, !first, status, BlockCounts.NONE, List.of());
    }

    @Test
    void startsEveryBlockFromNothing() throws Exception {
        process(lines("torn", "", row("2020/08/30 00:00:00", "", "1")));

        ReducedBlock second = process(lines(row("2020/08/30 00:05:00", "3", "2")));

        assertThat(second.counts())
                .isEqualTo(
                        new BlockCounts(
                                1, Map.of(), 0, 0, 0, MINUTE * 60 + 300, MINUTE * 60 + 300));
        assertThat(second.slices())
                .containsExactly(new RevenueSlice(MINUTE + 5, 3, 1, 200, 200, 200, 0));
    }

    @Test
    void obeysTheLayoutOfTheFile() throws Exception {
        TextBlock block = lines("1,2,2020/08/30 00:00:00");
        block.layout =
                new FileLayout(List.of("DEBIT_AMOUNT_42", "PAYTYPE_515", "RECORD_DATE"), 2, 1, 0);

        assertThat(process(block).slices())
                .containsExactly(new RevenueSlice(MINUTE, 2, 1, 100, 100, 100, 0));
    }

    @Test
    void numbersItsReader() throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new BlockReducer(Duration.ZERO, LocalDays.UTC), 4, 3, 2);
        harness.open();

        ReducedBlock reduced = process(block());

        assertThat(reduced.reader()).isEqualTo(2);
        assertThat(reduced.readers()).isEqualTo(3);
    }

    @Test
    void acceptsAnyDateWithAFutureOfAHundredCenturies() throws Exception {
        open(Duration.ofDays(3_652_500));

        assertThat(process(lines(row("9999/12/31 23:59:59", "0", "1"))).counts().accepted())
                .isEqualTo(1);
    }

    @Test
    void slicesAreOfTheDaysOfTheZone() throws Exception {
        openInPrague();

        ReducedBlock reduced =
                process(
                        lines(
                                row("2020/08/30 00:00:00", "0", "1"),
                                row("2020/08/30 23:59:59", "0", "2"),
                                row("2020/03/29 02:30:00", "0", "4")));

        assertThat(reduced.slices())
                .extracting(slice -> slice.epochMinute() - MINUTE, slice -> slice.day().toString())
                .containsExactlyInAnyOrder(
                        tuple(-120L, "2020-08-30"), tuple(22 * 60L - 1, "2020-08-30"));
        assertThat(rejected())
                .extracting(row -> row.reason)
                .containsExactly(RejectReason.BAD_RECORD_DATE);
    }

    @Test
    void holdsRowsOfTheRepeatedHourBackAndKeepsThemOverARestore() throws Exception {
        openInPrague();
        process(first(0));
        assertThat(process(at(0, "2020/10/25 02:10:05", "2020/10/25 02:20:00")).counts())
                .isEqualTo(BlockCounts.NONE);
        OperatorSubtaskState state = harness.snapshot(1, 1);

        ReducedBlock whole = process(at(500, "2020/10/25 03:00:00"));
        openInPrague(state);
        process(first(500));
        ReducedBlock restored = process(at(500, "2020/10/25 03:00:00"));

        assertThat(whole.counts().accepted()).isEqualTo(3);
        assertThat(Instant.ofEpochSecond(whole.counts().firstEventSecond()))
                .isEqualTo("2020-10-25T01:10:05Z");
        assertThat(restored.counts()).isEqualTo(whole.counts());
        assertThat(restored.slices()).containsExactlyInAnyOrderElementsOf(whole.slices());
    }

    /** A reader may get any file; and what one file has shown says nothing of another one. */
    @Test
    void whatAFileHasShownIsForThisFileOnlyInWhicheverTask() throws Exception {
        openInPrague();
        process(first(0));
        process(at(0, "2020/10/25 01:59:00", "2020/10/25 02:59:00", "2020/10/25 02:01:00"));
        OperatorSubtaskState state = harness.snapshot(1, 1);

        openInPrague(state);
        TextBlock other = first(500);
        other.fileModifiedMillis++;
        process(other);
        TextBlock rowsOfOther = at(500, "2020/10/25 02:02:00");
        rowsOfOther.fileModifiedMillis++;
        assertThat(process(rowsOfOther).counts().accepted()).isZero();
        OperatorSubtaskState later = harness.snapshot(2, 2);
        openInPrague(later);
        process(first(500));

        ReducedBlock reduced = process(at(500, "2020/10/25 02:02:00"));

        assertThat(Instant.ofEpochSecond(reduced.counts().firstEventSecond()))
                .isEqualTo("2020-10-25T01:02:00Z");
    }

    @Test
    void aFileThatEndsInTheRepeatedHourIsDecidedWithItsLastBlock() throws Exception {
        openInPrague();
        process(first(0));
        process(at(0, "2020/10/25 02:10:00"));
        TextBlock last = block();
        last.last = true;

        ReducedBlock reduced = process(last);

        assertThat(reduced.counts().accepted()).isEqualTo(1);
        assertThat(Instant.ofEpochSecond(reduced.counts().firstEventSecond()))
                .isEqualTo("2020-10-25T00:10:00Z");
    }

    @Test
    void theEndOfTheInputLetsGoWhatIsHeldBack() throws Exception {
        openInPrague();
        process(first(0));
        process(at(0, "2020/10/25 02:10:00"));

        harness.processWatermark(Watermark.MAX_WATERMARK);

        List<Object> output = new ArrayList<>(harness.getOutput());
        assertThat(output.get(output.size() - 1)).isEqualTo(Watermark.MAX_WATERMARK);
        List<ReducedBlock> all = harness.extractOutputValues();
        assertThat(all.get(all.size() - 1).counts().accepted()).isEqualTo(1);
        assertThat(all.get(all.size() - 1).last()).isFalse();
    }

    private void openInPrague() throws Exception {
        openInPrague(null);
    }

    private void openInPrague(OperatorSubtaskState state) throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new BlockReducer(Duration.ofDays(1), LocalDays.of("Europe/Prague")));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    private static TextBlock first(long offset) {
        TextBlock block = at(offset);
        block.first = true;
        return block;
    }

    /** Rows of October 2020, in a file that was written long after. */
    private static TextBlock at(long offset, String... recordDates) {
        TextBlock block =
                recordDates.length == 0
                        ? block()
                        : lines(
                                Arrays.stream(recordDates)
                                        .map(date -> row(date, "0", "1"))
                                        .toArray(String[]::new));
        block.offset = offset;
        block.fileModifiedMillis = Instant.parse("2021-01-01T00:00:00Z").toEpochMilli();
        return block;
    }

    private void open(Duration maxFuture) throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(new BlockReducer(maxFuture, LocalDays.UTC));
        harness.open();
    }

    private ReducedBlock process(TextBlock block) throws Exception {
        harness.processElement(new StreamRecord<>(block));
        List<ReducedBlock> all = harness.extractOutputValues();
        return all.get(all.size() - 1);
    }

    private List<RejectedRow> rejected() {
        Collection<StreamRecord<RejectedRow>> rows = harness.getSideOutput(BlockReducer.REJECTED);
        return rows == null ? List.of() : rows.stream().map(StreamRecord::getValue).toList();
    }

    private static TextBlock block() {
        TextBlock block = new TextBlock();
        block.file = "a.csv";
        block.fileBytes = 99;
        block.fileModifiedMillis = MODIFIED;
        return block;
    }

    private static TextBlock lines(String... lines) {
        TextBlock block = block();
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        block.bytes = Arrays.copyOf(bytes, bytes.length + 100);
        block.length = bytes.length;
        return block;
    }

    private static String row(String recordDate, String paytype, String amount) {
        return "1,2,3,4,5,6," + recordDate + "," + paytype + "," + amount + ",9,10,11,12,13,14,15";
    }
}
