package io.smsreports.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.ledger.FileLedger.FileDay;
import io.smsreports.model.BlockCounts;
import io.smsreports.model.FilePart;
import io.smsreports.model.FilePart.DayPart;
import io.smsreports.model.FileStatus;
import io.smsreports.model.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FileLedgerTest {

    private OneInputStreamOperatorTestHarness<FilePart, FileLedger.Entry> ledger;

    @BeforeEach
    void openTheLedger() throws Exception {
        ledger = new OneInputStreamOperatorTestHarness<>(new FileLedger());
        ledger.open();
    }

    @AfterEach
    void closeTheLedger() throws Exception {
        ledger.close();
    }

    @Test
    void addsUpTheBlocksOfAFileAndGivesOneEntryAtItsEnd() throws Exception {
        long before = System.currentTimeMillis();
        process(
                part(
                        "a.csv",
                        new BlockCounts(3, Map.of(RejectReason.BAD_AMOUNT, 1L), 1, 2, 1, 500, 900),
                        new DayPart(10, 2, 1, 100, -5),
                        new DayPart(11, 1, 0, 10, 0)));
        process(
                part(
                        "a.csv",
                        new BlockCounts(
                                4,
                                Map.of(RejectReason.BAD_AMOUNT, 2L, RejectReason.TOO_LONG, 1L),
                                2,
                                0,
                                0,
                                100,
                                800),
                        new DayPart(10, 4, 4, 1, -1)));
        assertThat(ledger.extractOutputValues()).isEmpty();
        assertThat(days()).isEmpty();

        process(end("a.csv", FileStatus.OK));

        assertThat(ledger.extractOutputValues()).hasSize(1);
        FileLedger.Entry entry = ledger.extractOutputValues().get(0);
        assertThat(entry.status()).isEqualTo(FileStatus.OK);
        assertThat(entry.readAtMillis()).isBetween(before, System.currentTimeMillis());
        assertThat(entry.file().file).isEqualTo("a.csv");
        assertThat(entry.file().fileBytes).isEqualTo(77);
        assertThat(entry.file().rejectedByReason)
                .isEqualTo(Map.of(RejectReason.BAD_AMOUNT, 3L, RejectReason.TOO_LONG, 1L));
        assertThat(entry.file().unknownPaytype).isEqualTo(3);
        assertThat(entry.file().blankLines).isEqualTo(2);
        assertThat(entry.file().headerLines).isEqualTo(1);
        assertThat(entry.file().firstEventSecond).isEqualTo(100);
        assertThat(entry.file().lastEventSecond).isEqualTo(900);
        assertThat(days())
                .containsExactly(
                        "a.csv day 10: 6, 5 late, 101 -6", "a.csv day 11: 1, 0 late, 10 0");
    }

    @Test
    void keepsFilesThatAreReadAtTheSameTimeApart() throws Exception {
        process(part("a.csv", counts(1), new DayPart(10, 1, 0, 1, 0)));
        process(part("b.csv", counts(2), new DayPart(10, 2, 0, 2, 0)));
        process(part("a.csv", counts(4), new DayPart(10, 4, 0, 4, 0)));
        process(end("b.csv", FileStatus.UNREADABLE));
        process(end("a.csv", FileStatus.OK));

        assertThat(entries()).containsExactly("b.csv UNREADABLE", "a.csv OK");
        assertThat(days())
                .containsExactly("b.csv day 10: 2, 0 late, 2 0", "a.csv day 10: 5, 0 late, 5 0");
    }

    @Test
    void givesAnEntryForAFileWithoutRows() throws Exception {
        process(end("a.csv", FileStatus.MISSING));

        assertThat(entries()).containsExactly("a.csv MISSING");
        assertThat(days()).isEmpty();
    }

    /** What comes after the snapshot does not change it. */
    @Test
    void resumesInTheMiddleOfAFileAfterARestore() throws Exception {
        process(part("a.csv", counts(1), new DayPart(10, 1, 1, 5, -1)));
        process(part("b.csv", counts(1), new DayPart(10, 1, 0, 5, 0)));
        process(end("b.csv", FileStatus.OK));
        OperatorSubtaskState state = ledger.snapshot(1, 1);
        process(part("a.csv", counts(9), new DayPart(10, 9, 9, 99, -9)));
        restore(state);

        process(part("a.csv", counts(2), new DayPart(10, 2, 0, 7, 0), new DayPart(9, 1, 0, 3, 0)));
        process(end("a.csv", FileStatus.OK));

        assertThat(entries()).containsExactly("a.csv OK");
        assertThat(days())
                .containsExactly("a.csv day 9: 1, 0 late, 3 0", "a.csv day 10: 3, 1 late, 12 -1");
    }

    @Test
    void forgetsAFileOnceItIsDone() throws Exception {
        process(part("a.csv", counts(1)));
        process(end("a.csv", FileStatus.OK));
        OperatorSubtaskState state = ledger.snapshot(1, 1);
        restore(state);

        ledger.getOperator().finish();

        assertThat(ledger.extractOutputValues()).isEmpty();
    }

    @Test
    void marksFilesThatADrainCutsOff() throws Exception {
        process(part("a.csv", counts(1), new DayPart(10, 1, 0, 5, 0)));
        process(part("b.csv", counts(1)));

        ledger.getOperator().finish();
        ledger.snapshot(1, 1);

        assertThat(entries()).containsExactly("a.csv TRUNCATED", "b.csv TRUNCATED");
        assertThat(days()).containsExactly("a.csv day 10: 1, 0 late, 5 0");
    }

    /** Also of a file that is still being read: its counts go on. */
    @Test
    void givesAChangeAnEntryOfItsOwn() throws Exception {
        process(part("a.csv", counts(1), new DayPart(10, 1, 0, 5, 0)));
        process(end("a.csv", FileStatus.CHANGED_AFTER_READ));
        process(part("a.csv", counts(2), new DayPart(10, 2, 0, 7, 0)));
        process(end("a.csv", FileStatus.OK));
        process(end("a.csv", FileStatus.CHANGED_AFTER_READ));

        assertThat(entries())
                .containsExactly(
                        "a.csv CHANGED_AFTER_READ", "a.csv OK", "a.csv CHANGED_AFTER_READ");
        assertThat(ledger.extractOutputValues())
                .extracting(entry -> entry.file().days.size())
                .containsExactly(0, 1, 0);
        assertThat(days()).containsExactly("a.csv day 10: 3, 0 late, 12 0");
    }

    private void restore(OperatorSubtaskState state) throws Exception {
        ledger.close();
        ledger = new OneInputStreamOperatorTestHarness<>(new FileLedger());
        ledger.initializeState(state);
        ledger.open();
    }

    private void process(FilePart part) throws Exception {
        ledger.processElement(new StreamRecord<>(part));
    }

    private List<String> entries() {
        return ledger.extractOutputValues().stream()
                .map(entry -> entry.file().file + " " + entry.status())
                .toList();
    }

    private List<String> days() {
        Queue<StreamRecord<FileDay>> days = ledger.getSideOutput(FileLedger.FILE_DAYS);
        return days == null
                ? List.of()
                : days.stream().map(StreamRecord::getValue).map(FileLedgerTest::text).toList();
    }

    private static String text(FileDay day) {
        return "%s day %d: %d, %d late, %d %d"
                .formatted(
                        day.file,
                        day.epochDay,
                        day.accepted,
                        day.late,
                        day.debitsMinor,
                        day.reversalsMinor);
    }

    private static BlockCounts counts(long accepted) {
        return new BlockCounts(accepted, Map.of(), 0, 0, 0, 1, 1);
    }

    private static FilePart part(String file, BlockCounts counts, DayPart... days) {
        return new FilePart(file, 77, false, FileStatus.OK, counts, List.of(days));
    }

    private static FilePart end(String file, FileStatus status) {
        return new FilePart(file, 77, true, status, BlockCounts.NONE, List.of());
    }
}
