package io.smsreports.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.ledger.InputCounters;
import io.smsreports.model.BlockCounts;
import io.smsreports.model.FilePart;
import io.smsreports.model.FilePart.DayPart;
import io.smsreports.model.FileStatus;
import io.smsreports.model.HeldFile;
import io.smsreports.model.LateSlice;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.WaitingFiles;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LateGateTest {

    private static final Duration DELAY = Duration.ofMinutes(10);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final ProgressRule RULE =
            new ProgressRule(DELAY, IDLE, Duration.ofHours(1), Duration.ofMinutes(10));
    private static final long DAY = LocalDate.of(2020, 8, 30).toEpochDay();

    private OneInputStreamOperatorTestHarness<ReducedBlock, RevenueSlice> gate;

    /** Whether it is a gate that makes watermarks. */
    private boolean isLive = true;

    @BeforeEach
    void openAGate() throws Exception {
        gate = streamingGate();
        gate.open();
        process(nothingWaits(0, 1));
    }

    @AfterEach
    void closeTheGate() throws Exception {
        gate.close();
    }

    @Test
    void passesSlicesOnThenTheWatermarkOfTheirBlock() throws Exception {
        RevenueSlice early = slice("00:16", 1);
        RevenueSlice later = slice("00:31", 0);

        process(block("00:31:20", early, later));

        assertThat(gate.getOutput())
                .containsExactly(
                        new StreamRecord<>(early, millis("00:15:00")),
                        new StreamRecord<>(later, millis("00:30:00")),
                        watermark("00:21:20"));
        assertThat(late()).isEmpty();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "00:25:00, 00:15, false, a row exactly the delay behind is in time",
        "00:25:00, 00:14, true, a row in a window that the watermark has closed is late",
        "00:24:59, 00:00, false, a row further behind is in time as long as its window is open",
    })
    void isLateOnceItsWindowIsClosed(String seen, String minute, boolean isLate, String name)
            throws Exception {
        process(block(seen, slice(seen.substring(0, 5), 0)));

        process(block(minute + ":00", slice(minute, 0)));

        LateSlice late = new LateSlice("whole.csv", slice(minute, 0));
        assertThat(late()).isEqualTo(isLate ? List.of(late) : List.of());
        assertThat(gate.extractOutputValues()).hasSize(isLate ? 1 : 2);
    }

    @Test
    void decidesOnTheWatermarkBeforeTheBlockNotAfterIt() throws Exception {
        process(block("02:00:00", slice("00:00", 0), slice("02:00", 0)));

        assertThat(late()).isEmpty();
        assertThat(watermarks()).containsExactly(watermark("01:50:00"));
    }

    @Test
    void emitsAWatermarkOnlyWhenItAdvances() throws Exception {
        process(block("00:25:00", slice("00:25", 0)));
        process(block("00:25:00", slice("00:25", 0)));
        process(block("00:20:00", slice("00:20", 0)));
        process(block("00:25:01", slice("00:25", 0)));

        assertThat(watermarks()).containsExactly(watermark("00:15:00"), watermark("00:15:01"));
    }

    // ----------------------------------------------------------------------- ledger

    @Test
    void givesTheLedgerEveryBlockByDayWithItsLateRows() throws Exception {
        process(block("2020-08-31T00:15:00Z", slice("2020-08-31T00:15:00Z", 0, 500, 0)));
        RevenueSlice in = slice("2020-08-31T00:00:00Z", 0, 700, -300);
        RevenueSlice late = slice("2020-08-30T23:00:00Z", 0, 900, -50);
        RevenueSlice lateToo = slice("2020-08-30T22:00:00Z", 1, -60, -60);
        BlockCounts counts =
                new BlockCounts(6, Map.of(RejectReason.BAD_AMOUNT, 2L), 1, 2, 3, 100, 200);
        List<RevenueSlice> slices = List.of(in, late, lateToo);
        FileStatus status = FileStatus.TRUNCATED;

        process(given(0, 1, "b.csv"));
        process(new ReducedBlock(0, 1, "b.csv", 77, false, true, status, counts, slices));

        assertThat(late())
                .containsExactly(new LateSlice("b.csv", late), new LateSlice("b.csv", lateToo));
        List<DayPart> days =
                List.of(new DayPart(DAY, 4, 4, 950, -110), new DayPart(DAY + 1, 2, 0, 1_000, -300));
        assertThat(last(fileParts()))
                .isEqualTo(new FilePart("b.csv", 77, true, status, counts, days));
    }

    @Test
    void givesTheLedgerABlockAfterItsSlices() throws Exception {
        List<Object> order = new ArrayList<>();
        gate.close();
        gate = streamingGate();
        gate.setOutputCreator(serializer -> new OrderedOutput<>(order));
        gate.open();
        process(nothingWaits(0, 1));
        process(block("02:00:00", slice("02:00", 0)));
        order.clear();

        process(block("02:01:00", slice("00:00", 0), slice("02:01", 0)));

        assertThat(order)
                .<Class<?>>extracting(Object::getClass)
                .containsExactly(
                        LateSlice.class, RevenueSlice.class, FilePart.class, Watermark.class);
    }

    @Test
    void givesTheLedgerBlocksWithoutRows() throws Exception {
        process(given(0, 1, "a.csv"));
        process(begin(0, 1));
        process(
                new ReducedBlock(
                        0,
                        1,
                        "a.csv",
                        9,
                        false,
                        true,
                        FileStatus.MISSING,
                        BlockCounts.NONE,
                        List.of()));

        assertThat(fileParts())
                .containsExactly(
                        new FilePart("a.csv", 9, false, FileStatus.OK, BlockCounts.NONE, List.of()),
                        new FilePart(
                                "a.csv", 9, true, FileStatus.MISSING, BlockCounts.NONE, List.of()));
        assertThat(gate.getOutput()).isEmpty();
    }

    @Test
    void countsWhatWasRead() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        process(block("02:00:00", slice("00:00", 0)));

        Map<String, Accumulator<?, ?>> counters =
                gate.getEnvironment().getAccumulatorRegistry().getUserMap();
        assertThat(counters.get(InputCounters.ROWS).getLocalValue()).isEqualTo(4L);
        assertThat(counters.get(InputCounters.LATE).getLocalValue()).isEqualTo(2L);
    }

    @Test
    void givesTheLedgerAChangeOfAFileThatWasRead() throws Exception {
        process(given(0, 1, "b.csv"));

        process(ReducedBlock.ofChange(0, 1, "c.csv", 77));

        FileStatus changed = FileStatus.CHANGED_AFTER_READ;
        assertThat(last(fileParts()))
                .isEqualTo(new FilePart("c.csv", 77, true, changed, BlockCounts.NONE, List.of()));
        Map<String, Accumulator<?, ?>> counters =
                gate.getEnvironment().getAccumulatorRegistry().getUserMap();
        assertThat(counters.get(InputCounters.filesName(changed)).getLocalValue()).isEqualTo(1L);
        assertThat(counters.get(InputCounters.FILES).getLocalValue()).isEqualTo(0L);
    }

    // ------------------------------------------------------------------ time passes

    @Test
    void believesATimeInDoubtWhenTheInputIsSilent() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        process(block("09:00:00", slice("09:00", 0)));

        run(IDLE.minusMillis(100));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"));

        run(Duration.ofMillis(100));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"), watermark("08:50:00"));
    }

    /** Blocks may wait unseen before an operator that is held up. */
    @Test
    void doesNotCountTimeInWhichItDidNotRun() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        process(block("09:00:00", slice("09:00", 0)));

        gate.setProcessingTime(gate.getProcessingTime() + IDLE.toMillis() * 100);

        assertThat(watermarks()).containsExactly(watermark("01:50:00"));
    }

    @Test
    void makesItsOwnWatermarksAndTakesOnlyTheEndOfTheInputFromTheReaders() throws Exception {
        gate.processWatermark(new Watermark(millis("05:00:00")));
        gate.processWatermarkStatus(WatermarkStatus.IDLE);
        gate.processWatermarkStatus(WatermarkStatus.ACTIVE);
        assertThat(gate.getOutput()).isEmpty();

        gate.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(gate.getOutput()).containsExactly(Watermark.MAX_WATERMARK);
    }

    @Test
    void stopsTickingWhenItCloses() throws Exception {
        assertThat(gate.getProcessingTimeService().getNumActiveTimers()).isEqualTo(1);

        gate.close();

        assertThat(gate.getProcessingTimeService().getNumActiveTimers()).isZero();
    }

    // ---------------------------------------------------------------------- restore

    @Test
    void resumesFromTheWatermarkOfTheSnapshot() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        OperatorSubtaskState state = gate.snapshot(1, 1);
        process(block("09:00:00", slice("09:00", 0)));

        restore(state);

        assertThat(gate.getOutput()).containsExactly(watermark("01:50:00"));
    }

    @Test
    void decidesOnTheRestoredWatermarkUntilTheReadersHaveCaughtUp() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        restore(gate.snapshot(1, 1));

        process(nothingWaits(0, 1));
        process(block("01:45:00", slice("01:00", 0), slice("01:44", 0), slice("01:45", 0)));
        assertThat(late())
                .extracting(LateSlice::slice)
                .containsExactly(slice("01:00", 0), slice("01:44", 0));
        assertThat(gate.extractOutputValues()).containsExactly(slice("01:45", 0));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"));

        process(block("02:00:01", slice("02:00", 0)));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"), watermark("01:50:01"));
    }

    /** One that has not said so may have been given a file that is older. */
    @Test
    void holdsTheRestoredWatermarkUntilEveryReaderHasSaidWhatItHas() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        process(given(0, 1, "b.csv"));
        process(block("03:00:00", slice("03:00", 0)));
        restore(gate.snapshot(1, 1));

        process(nothingWaits(0, 2));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"));
        process(given(1, 2, "b.csv"));
        process(nothingWaits(1, 2));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"));

        process(ended(1, 2, "b.csv"));
        assertThat(watermarks()).containsExactly(watermark("01:50:00"), watermark("02:50:00"));
    }

    @Test
    void restoresThatThereWasNoWatermarkYet() throws Exception {
        restore(gate.snapshot(1, 1));
        assertThat(gate.getOutput()).isEmpty();

        process(nothingWaits(0, 1));
        process(block("00:00:00", slice("00:00", 0)));
        assertThat(late()).isEmpty();
    }

    // ------------------------------------------------- what is published for certain

    @ParameterizedTest
    @CsvSource({"01:54:59, 01:30:00", "01:55:00, 01:45:00", "02:00:00, 01:45:00"})
    void isPublishedUpToTheLastWindowThatTheWatermarkOfACompletedCheckpointHasClosed(
            String seen, String until) throws Exception {
        process(block(seen, slice(seen.substring(0, 5), 0)));
        OperatorSubtaskState state = gate.snapshot(1, 1);
        process(block("09:00:00", slice("09:00", 0)));
        assertThat(publishedUntil()).isEqualTo(InputCounters.UNKNOWN);

        gate.notifyOfCompletedCheckpoint(1);
        assertThat(publishedUntil()).isEqualTo(millis(until));

        restore(state);
        assertThat(publishedUntil()).isEqualTo(millis(until));
    }

    @Test
    void keepsWhatIsPublishedWhenTheInputEnds() throws Exception {
        process(block("02:00:00", slice("02:00", 0)));
        gate.snapshot(1, 1);
        gate.processWatermark(Watermark.MAX_WATERMARK);
        gate.snapshot(2, 2);

        gate.notifyOfCompletedCheckpoint(1);
        gate.notifyOfCompletedCheckpoint(2);

        assertThat(publishedUntil()).isEqualTo(millis("01:45:00"));
    }

    private long publishedUntil() {
        return ((LateGate) gate.getOperator()).publishedUntil();
    }

    // ------------------------------------------------------------------------ batch

    @Test
    void letsEverythingThroughInBatch() throws Exception {
        gate.close();
        isLive = false;
        gate = new OneInputStreamOperatorTestHarness<>(LateGate.bounded(List.of()));
        gate.open();

        process(block("09:00:00", slice("09:00", 0)));
        process(block("00:00:00", slice("00:00", 0)));
        run(IDLE);
        gate.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(late()).isEmpty();
        assertThat(gate.getOutput())
                .containsExactly(
                        new StreamRecord<>(slice("09:00", 0), millis("09:00:00")),
                        new StreamRecord<>(slice("00:00", 0), millis("00:00:00")),
                        Watermark.MAX_WATERMARK);
        assertThat(fileParts()).hasSize(2);
    }

    @Test
    void reportsOnlyTheGivenDaysInBatchAndHasAllInTheLedger() throws Exception {
        gate.close();
        isLive = false;
        gate =
                new OneInputStreamOperatorTestHarness<>(
                        LateGate.bounded(List.of(LocalDate.of(2020, 8, 31))));
        gate.open();
        RevenueSlice before = slice("2020-08-30T23:59:00Z", 0, 500, 0);
        RevenueSlice wanted = slice("2020-08-31T00:00:00Z", 0, 700, -300);

        process(block("2020-08-31T00:00:00Z", before, wanted));

        assertThat(gate.extractOutputValues()).containsExactly(wanted);
        assertThat(late()).isEmpty();
        assertThat(last(fileParts()).days())
                .containsExactly(
                        new DayPart(DAY, 2, 0, 500, 0), new DayPart(DAY + 1, 2, 0, 1_000, -300));
    }

    // ---------------------------------------------------------------------- helpers

    private static OneInputStreamOperatorTestHarness<ReducedBlock, RevenueSlice> streamingGate()
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(LateGate.live(RULE));
    }

    private static ReducedBlock given(int reader, int readers, String file) {
        return ReducedBlock.ofHeld(
                reader, readers, file, new HeldFile("", HeldFile.UNKNOWN, Long.MIN_VALUE / 2));
    }

    private static ReducedBlock ended(int reader, int readers, String file) {
        return new ReducedBlock(
                reader, readers, file, 9, false, true, FileStatus.OK, BlockCounts.NONE, List.of());
    }

    private static ReducedBlock nothingWaits(int reader, int readers) {
        return ReducedBlock.ofWaiting(
                reader,
                readers,
                new WaitingFiles(1, WaitingFiles.NO_FLOOR, true, List.of(), false));
    }

    private void restore(OperatorSubtaskState state) throws Exception {
        gate.close();
        gate = streamingGate();
        gate.initializeState(state);
        gate.open();
        assertThat(watermarks()).hasSizeLessThan(2);
    }

    private void process(ReducedBlock block) throws Exception {
        if (isLive && block.file().equals("whole.csv")) {
            gate.processElement(new StreamRecord<>(given(0, 1, "whole.csv")));
        }
        gate.processElement(new StreamRecord<>(block));
    }

    private void run(Duration time) throws Exception {
        long until = gate.getProcessingTime() + time.toMillis();
        while (gate.getProcessingTime() < until) {
            gate.setProcessingTime(gate.getProcessingTime() + 100);
        }
    }

    private List<Object> watermarks() {
        return gate.getOutput().stream().filter(Watermark.class::isInstance).toList();
    }

    private List<LateSlice> late() {
        return sideOutput(LateGate.LATE);
    }

    private List<FilePart> fileParts() {
        return sideOutput(LateGate.FILE_PARTS);
    }

    private <T> List<T> sideOutput(OutputTag<T> tag) {
        Queue<StreamRecord<T>> records = gate.getSideOutput(tag);
        return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private static Watermark watermark(String latestInTime) {
        return new Watermark(millis(latestInTime) - 1);
    }

    private static long millis(String time) {
        return instant(time).toEpochMilli();
    }

    private static Instant instant(String time) {
        return Instant.parse(time.contains("T") ? time : "2020-08-30T" + time + "Z");
    }

    private static ReducedBlock begin(int reader, int readers) {
        return new ReducedBlock(
                reader,
                readers,
                "a.csv",
                9,
                true,
                false,
                FileStatus.OK,
                BlockCounts.NONE,
                List.of());
    }

    /** A file of its own, read in one block. */
    private static ReducedBlock block(String lastEvent, RevenueSlice... slices) {
        long rows = 2L * slices.length;
        long last = instant(lastEvent).getEpochSecond();
        return new ReducedBlock(
                0,
                1,
                "whole.csv",
                9,
                false,
                true,
                FileStatus.OK,
                new BlockCounts(rows, Map.of(), 0, 0, 0, last, last),
                List.of(slices));
    }

    private static RevenueSlice slice(String minute, int paytype) {
        return slice("2020-08-30T" + minute + ":00Z", paytype, 100, 0);
    }

    private static RevenueSlice slice(String minute, int paytype, long sum, long reversals) {
        return new RevenueSlice(
                Instant.parse(minute).getEpochSecond() / 60, paytype, 2, sum, 0, sum, reversals);
    }
}
