package io.smsreports.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.failure.TaskReports;
import io.smsreports.model.LocalDays;
import io.smsreports.model.Revenue;
import io.smsreports.model.RevenueSlice;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenTotalsTest {

    private static final String WINDOWS =
            "as_of,RECORD_DATE,paytype,record_count,revenue,min_revenue,max_revenue\n";

    private static final String DAYS = "as_of,date,daily_revenue\n";

    @TempDir Path folder;

    private OneInputStreamOperatorTestHarness<RevenueSlice, Void> totals;

    @BeforeEach
    void openTheOperator() throws Exception {
        totals = operator();
        totals.open();
    }

    @AfterEach
    void closeTheOperator() throws Exception {
        totals.close();
    }

    @Test
    void showsTheSumsOfOpenWindowsAndDays() throws Exception {
        add("2020-08-30T00:16:00Z", 1, 500, -250, 750);
        add("2020-08-30T00:16:00Z", RevenueSlice.NO_PAYTYPE, 1, 1, 1);
        add("2020-08-30T00:29:00Z", 1, 100, -300, 400);
        add("2020-08-30T00:14:00Z", 1, 70, 30, 40);
        add("2020-08-31T00:00:00Z", 0, 9, 9, 9);

        commit(1);

        assertThat(open15Min())
                .isEqualTo(
                        WINDOWS
                                + "*,2020-08-30T00:00:00.000Z,1,2,0.070000,0.030000,0.040000\n"
                                + "*,2020-08-30T00:15:00.000Z,,2,0.001000,0.001000,0.001000\n"
                                + "*,2020-08-30T00:15:00.000Z,1,4,0.600000,-0.300000,0.750000\n"
                                + "*,2020-08-31T00:00:00.000Z,0,2,0.009000,0.009000,0.009000\n");
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.671000\n*,2020-08-31,0.009000\n");
    }

    @Test
    void saysWhenTheFiguresWereSo() throws Exception {
        long before = System.currentTimeMillis();
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        totals.snapshot(1, 1);
        long after = System.currentTimeMillis();
        totals.notifyOfCompletedCheckpoint(1);

        String row = Files.readString(folder.resolve("open_totals/open_daily.csv"));
        Instant asOf = Instant.parse(row.lines().skip(1).findFirst().orElseThrow().split(",")[0]);
        assertThat(asOf.toEpochMilli()).isBetween(before, after);
    }

    @Test
    void writesOnlyWhenTheCheckpointHasCompleted() throws Exception {
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        totals.snapshot(1, 1);

        assertThat(folder.resolve("open_totals")).doesNotExist();
    }

    @Test
    void writesTheFiguresAsTheyWereAtTheCheckpoint() throws Exception {
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        totals.snapshot(1, 1);
        add("2020-08-30T00:00:00Z", 1, 100, 100, 100);
        totals.snapshot(2, 2);
        totals.processWatermark(Watermark.MAX_WATERMARK);

        totals.notifyOfCompletedCheckpoint(1);
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.500000\n");

        totals.notifyOfCompletedCheckpoint(2);
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.600000\n");
    }

    @Test
    void neverGoesBackToAnOlderCheckpoint() throws Exception {
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        totals.snapshot(1, 1);
        add("2020-08-30T00:00:00Z", 1, 100, 100, 100);
        totals.snapshot(2, 2);

        totals.notifyOfCompletedCheckpoint(2);
        totals.notifyOfCompletedCheckpoint(1);

        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.600000\n");
    }

    @Test
    void forgetsTheFiguresOfAnAbortedCheckpoint() throws Exception {
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        totals.snapshot(1, 1);
        totals.getOperator().notifyCheckpointAborted(1);

        totals.notifyOfCompletedCheckpoint(1);

        assertThat(folder.resolve("open_totals")).doesNotExist();
    }

    @Test
    void forgetsWindowsAndDaysThatTheWatermarkHasClosed() throws Exception {
        add("2020-08-30T23:30:00Z", 1, 10, 10, 10);
        add("2020-08-30T23:45:00Z", 1, 200, 200, 200);
        add("2020-08-31T00:00:00Z", 1, 3_000, 3_000, 3_000);

        watermark("2020-08-30T23:44:59.998Z");
        commit(1);
        assertThat(open15Min().lines()).hasSize(1 + 3);

        watermark("2020-08-30T23:44:59.999Z");
        commit(2);
        assertThat(open15Min().lines()).hasSize(1 + 2);
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.210000\n*,2020-08-31,3.000000\n");

        watermark("2020-08-30T23:59:59.998Z");
        commit(3);
        assertThat(openDaily().lines()).hasSize(1 + 2);

        watermark("2020-08-30T23:59:59.999Z");
        commit(4);
        assertThat(open15Min())
                .isEqualTo(WINDOWS + "*,2020-08-31T00:00:00.000Z,1,2,3.000000,3.000000,3.000000\n");
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-31,3.000000\n");

        totals.processWatermark(Watermark.MAX_WATERMARK);
        commit(5);
        assertThat(open15Min()).isEqualTo(WINDOWS);
        assertThat(openDaily()).isEqualTo(DAYS);
    }

    @Test
    void goesOnAfterARestore() throws Exception {
        add("2020-08-30T00:00:00Z", 1, 500, 100, 400);
        OperatorSubtaskState state = totals.snapshot(1, 1);
        add("2020-08-30T00:00:00Z", 1, 77, 77, 77);
        totals.close();
        totals = operator();
        totals.initializeState(state);
        totals.open();

        add("2020-08-30T00:01:00Z", 1, 30, 30, 30);
        commit(2);

        assertThat(open15Min())
                .isEqualTo(WINDOWS + "*,2020-08-30T00:00:00.000Z,1,4,0.530000,0.030000,0.400000\n");
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.530000\n");
    }

    @Test
    void restoresNothingThatWasClosedBeforeTheCheckpoint() throws Exception {
        add("2020-08-30T23:45:00Z", 1, 10, 10, 10);
        add("2020-08-31T00:00:00Z", 1, 200, 200, 200);
        totals.snapshot(1, 1);
        watermark("2020-08-30T23:59:59.999Z");
        OperatorSubtaskState state = totals.snapshot(2, 2);
        totals.close();
        totals = operator();
        totals.initializeState(state);
        totals.open();

        commit(3);

        assertThat(open15Min())
                .isEqualTo(WINDOWS + "*,2020-08-31T00:00:00.000Z,1,2,0.200000,0.200000,0.200000\n");
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-31,0.200000\n");
    }

    @Test
    void passesTheWatermarkOn() throws Exception {
        watermark("2020-08-30T23:45:00Z");

        assertThat(totals.getOutput())
                .containsExactly(
                        new Watermark(Instant.parse("2020-08-30T23:45:00Z").toEpochMilli()));
    }

    @Test
    void isExactBeyondTheRangeOfALong() throws Exception {
        add("2020-08-30T00:00:00Z", 1, Long.MAX_VALUE, 1, 2);
        add("2020-08-30T00:00:00Z", 1, Long.MAX_VALUE, 1, 2);

        commit(1);

        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,18446744073709551.614000\n");
    }

    @Test
    void onlyReportsThatTheFilesCanNotBeWritten() throws Exception {
        Files.writeString(folder.resolve("open_totals"), "a file where the folder should be");
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        try (CapturedLog log = new CapturedLog(TaskReports.class.getName())) {
            commit(1);

            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0))
                    .startsWith(
                            "WARN the provisional figures in "
                                    + flinkFolder()
                                    + " could not be replaced: ")
                    .endsWith("; it is tried again.");
        }

        Files.delete(folder.resolve("open_totals"));
        commit(2);
        assertThat(openDaily()).isEqualTo(DAYS + "*,2020-08-30,0.500000\n");
    }

    /** As when it was paused: the figures that lie there are the next job's. */
    @Test
    void leavesTheFiguresOfTheNextOwner() throws Exception {
        CommitLog log =
                new CommitLog(new org.apache.flink.core.fs.Path(flinkFolder(), "log"), true);
        totals.close();
        totals = operator(Optional.of(ownerIn(log)));
        totals.open();
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        commit(1);
        String before = openDaily();
        log.append(log.last(), new LogEntry(LogEntry.Kind.START, "next", 1, "", "a test"));
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);

        commit(2);

        assertThat(openDaily()).isEqualTo(before);
    }

    private OutputOwner ownerIn(CommitLog log) {
        return new OutputOwner(
                flinkFolder().toString(),
                "20261122t181500-4f2a",
                log.folder().toString(),
                true,
                OutputOwner.newToken(),
                0,
                "",
                0);
    }

    @Test
    void saysNothingWhenItsTaskIsEndedWhileItWrites() throws Exception {
        add("2020-08-30T00:00:00Z", 1, 500, 500, 500);
        totals.snapshot(1, 1);
        ((OpenTotals) totals.getOperator()).getContainingTask().cancel();
        try (CapturedLog log = new CapturedLog(OpenTotals.class.getName())) {
            Thread.currentThread().interrupt();
            totals.notifyOfCompletedCheckpoint(1);

            assertThat(Thread.interrupted()).as("interruption goes on").isTrue();
            assertThat(log.lines()).isEmpty();
        }
        assertThat(folder.resolve("open_totals/open_daily.csv")).doesNotExist();
    }

    private OneInputStreamOperatorTestHarness<RevenueSlice, Void> operator() throws Exception {
        return operator(Optional.empty());
    }

    private OneInputStreamOperatorTestHarness<RevenueSlice, Void> operator(
            Optional<OutputOwner> owner) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new OpenTotals(flinkFolder(), new Revenue(10), LocalDays.UTC, owner));
    }

    private org.apache.flink.core.fs.Path flinkFolder() {
        return new org.apache.flink.core.fs.Path(folder.resolve("open_totals").toUri().getPath());
    }

    private void commit(long checkpoint) throws Exception {
        totals.snapshot(checkpoint, checkpoint);
        totals.notifyOfCompletedCheckpoint(checkpoint);
    }

    /** Adds two rows; amounts in hundredths of the amount, so thousandths of revenue. */
    private void add(String minute, int paytype, long sum, long min, long max) throws Exception {
        long epochMinute = Instant.parse(minute).getEpochSecond() / 60;
        totals.processElement(
                new StreamRecord<>(
                        new RevenueSlice(
                                epochMinute, paytype, 2, sum, min, max, Math.min(min, 0))));
    }

    private void watermark(String time) throws Exception {
        totals.processWatermark(Instant.parse(time).toEpochMilli());
    }

    private String open15Min() throws IOException {
        return read("open_15min.csv");
    }

    private String openDaily() throws IOException {
        return read("open_daily.csv");
    }

    /** The file, with every as_of as a star. */
    private String read(String name) throws IOException {
        String text = Files.readString(folder.resolve("open_totals").resolve(name));
        return text.replaceAll("(?m)^\\d{4}-[^,]*", "*");
    }
}
