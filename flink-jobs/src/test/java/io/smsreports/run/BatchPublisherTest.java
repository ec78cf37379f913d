package io.smsreports.run;

import static io.smsreports.run.OutputFixture.BEFORE;
import static io.smsreports.run.OutputFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchPublisherTest {

    private static final String STAGING = "_staging/" + RUN + "/";
    private static final String JOURNAL = "_sms-reports/publish.json";
    private static final String OTHER = "20261122t190000-0001";
    private static final Set<String> FILES_READ = Set.of("a.csv", "b,1 \"é\".csv");
    private static final String LEDGER_HEADER = "file,size_bytes,status\n";
    private static final String REJECTS_HEADER = "file,byte_offset,reason,line\n";

    /**
     * After each first kill every ninth second one, others each time: all of them take a minute.
     */
    private static final int SECOND_KILL_STRIDE = 9;

    /** {@code b,1 "é".csv} as the bytes of a CSV field, one character a byte. */
    private static final String QUOTED_NAME = "\"b,1 \"\"\u00c3\u00a9\"\".csv\"";

    /** A rejected line of another file: quotes, commas, a line end and bytes that are no UTF-8. */
    private static final String ODD_ROW =
            "c.csv,0,BAD_QUOTING,\"a \"\"b,\r\na.csv,\u00ff\u0080\"\n";

    @TempDir Path folder;
    private OutputFixture output;
    private final HandClock clock = new HandClock(OutputFixture.NOW);

    @BeforeEach
    void createOutput() {
        output = new OutputFixture(folder.resolve("0"));
    }

    // ----------------------------------------------------------------- publishing

    @Test
    void publishesOnAnEmptyOutput() throws IOException {
        stage(output);

        Publication publication = publish(output, false);

        assertThat(publication)
                .isEqualTo(new Publication(RUN, List.of("2020-08-30", "2020-08-31"), 9, 0));
        assertThat(output.reports()).isEqualTo(newReports());
        assertOnlyRunFileLeft(output);
        assertThat(RunRecord.read(output.base()))
                .contains(output.record(RunMode.BATCH).published());
    }

    @Test
    void publishesABatchWithoutRows() throws IOException {
        assertThat(publish(output, false)).isEqualTo(new Publication(RUN, List.of(), 0, 0));
        assertThat(RunRecord.read(output.base()).orElseThrow().status())
                .isEqualTo(RunStatus.PUBLISHED);
    }

    @Test
    void leavesHiddenFilesOfTheStagingBehind() throws IOException {
        stage(output);
        output.write(STAGING + "daily_revenue/dt=2020-08-30/.part-1.csv.inprogress.7", "half");
        output.write(STAGING + "daily_revenue/_temporary/part-2.csv", "half");

        publish(output, false);

        assertThat(output.reports()).isEqualTo(newReports());
    }

    @Test
    void replacesTheDatesComputedAndTheRowsOfTheFilesRead() throws IOException {
        fillOutput(output);
        stage(output);

        Publication publication = publish(output, true);

        assertThat(publication.runId()).isEqualTo(RUN);
        assertThat(publication.dates()).containsExactly("2020-08-30", "2020-08-31");
        assertThat(publication.files()).isEqualTo(11);
        assertThat(publication.replacedFiles()).isEqualTo(10);
        assertThat(publication.changes()).hasSize(2 * OutputFixture.FOLDERS_BY_EVENT_DATE);
        assertThat(output.reports()).isEqualTo(overwritten());
        assertOnlyRunFileLeft(output);
    }

    @Test
    void keepsTheBytesOfRowsThatStay() throws IOException {
        output.write(
                "rejected_rows/dt=2026-11-20/r.csv",
                REJECTS_HEADER + QUOTED_NAME + ",0,TOO_LONG,x\n" + ODD_ROW + "c.csv,9,X,no end");

        publish(output, true);

        assertThat(output.read("rejected_rows/dt=2026-11-20/r.csv"))
                .isEqualTo(REJECTS_HEADER + ODD_ROW + "c.csv,9,X,no end");
    }

    @Test
    void doesNotTouchTheLedgerOfOtherFiles() throws IOException {
        fillOutput(output);
        SortedMap<String, String> before = output.reports();

        publisher().overwrite(output.beginsBatch(), Set.of("z.csv"), false);

        assertThat(output.reports()).isEqualTo(before);
    }

    /** Another start has become the output's first run while this one computed or was paused. */
    @Test
    void publishesNothingOnAnOutputThatAnotherStartHasTaken() throws IOException {
        BatchRun batch = output.beginsBatch();
        stage(output);
        otherRun().write(StoredFiles.DIRECT, output.base());

        assertPublishesNothing(batch);

        assertThat(output.reports()).isEmpty();
        assertThat(RunRecord.read(output.base())).contains(otherRun());
    }

    /** The run before may have gone on, or another batch may have been published. */
    @Test
    void publishesNothingOnceTheRunBeforeHasAnotherEntry() throws IOException {
        for (LogEntry entry :
                List.of(
                        LogEntry.passed("20261122t190000-0001"),
                        LogEntry.publish("20261122t190000-0001", "journal"),
                        LogEntry.cleaned())) {
            OutputFixture taken = freshOverwrite("taken-" + entry.kind() + entry.detail());
            SortedMap<String, String> before = taken.reports();
            BatchRun batch = taken.beginsBatch();
            CommitLog log = taken.record(BEFORE, RunMode.STREAMING).log(taken.base());
            log.append(log.last(), entry);

            assertPublishesNothing(batch);

            assertThat(taken.reports()).isEqualTo(before);
        }
    }

    /** Whichever change of it the other one comes before. */
    @Test
    void ofTwoBatchesAtOnceOneIsPublished() throws IOException {
        for (boolean ofARun : List.of(false, true)) {
            int steps = stepsOf(freshOverwrite("alone-" + ofARun, ofARun));
            int lost = 0;
            for (int pause = 0; pause < steps; pause++) {
                OutputFixture raced = freshOverwrite("raced-" + ofARun + pause, ofARun);
                BatchRun first = raced.beginsBatch();
                BatchRun second = batchOf(raced, OTHER);
                boolean[] secondIsPublished = {true};
                StoredFiles meanwhile =
                        pausedBefore(
                                pause,
                                () -> {
                                    try {
                                        publisher().overwrite(second, Set.of("z.csv"), true);
                                    } catch (SmsReportsException e) {
                                        secondIsPublished[0] = false;
                                    }
                                });
                try {
                    new BatchPublisher(clock, meanwhile).overwrite(first, FILES_READ, true);
                    assertThat(secondIsPublished[0]).isFalse();
                    assertThat(raced.reports()).isEqualTo(overwritten());
                } catch (SmsReportsException e) {
                    lost++;
                    assertThat(e.code()).isEqualTo(ErrorCode.OUTPUT_TAKEN);
                    assertThat(secondIsPublished[0]).isTrue();
                    assertThat(raced.reports()).isEqualTo(untouched().reports());
                }
                assertThat(CurrentRun.of(raced.base()).orElseThrow().run().status())
                        .isEqualTo(RunStatus.PUBLISHED);
                assertThat(raced.names()).noneMatch(name -> name.startsWith("_staging"));
            }
            assertThat(lost).isBetween(1, steps - 1);
        }
    }

    /** It would have nothing to publish, and report that as done. */
    @Test
    void publishesNothingOfWhatWasCleanedAway() throws IOException {
        BatchRun batch = output.beginsBatch();
        stage(output);
        StoredFiles.DIRECT.deleteTree(OutputFolders.staging(output.base()));

        assertPublishesNothing(batch);

        assertThat(output.contents()).isEmpty();
    }

    private void assertPublishesNothing(BatchRun batch) throws IOException {
        assertThatThrownBy(() -> publisher().overwrite(batch, FILES_READ, false))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessage(
                        "Output %s is not what it was when batch run 20261122t181500-4f2a began:"
                                + " another start was faster, or it was cleaned. Nothing of this"
                                + " batch is published; give the command again if its dates still"
                                + " need it.",
                        batch.outputBase());
        assertThat(PublishJournal.read(batch.outputBase())).isEmpty();
        assertThat(Heartbeat.read(batch.outputBase())).isEmpty();
        assertThat(StoredFiles.DIRECT.list(OutputFolders.staging(batch.outputBase()))).isEmpty();
    }

    @Test
    void keepsItsHeartbeatFresh() throws IOException {
        fillOutput(output);
        stage(output);
        List<Duration> ages = new ArrayList<>();
        StoredFiles slow =
                new StoredFiles(
                        (change, path) -> {
                            clock.advance(Duration.ofSeconds(4));
                            Heartbeat beat = Heartbeat.read(output.base()).orElseThrow();
                            ages.add(Duration.between(beat.at(), clock.now()));
                        });

        new BatchPublisher(clock, slow).overwrite(output.beginsBatch(), FILES_READ, false);

        assertThat(ages).hasSizeGreaterThan(20);
        assertThat(ages).allMatch(age -> age.compareTo(Duration.ofSeconds(12)) <= 0);
        assertThat(Heartbeat.read(output.base())).isEmpty();
    }

    /** From the entry on the batch is published, whoever carries it out. */
    @Test
    void completesABatchThatWasDecidedAndHasNoJournalYet() throws IOException {
        OutputFixture killed = freshOverwrite("decided");
        int step = 0;
        while (!BatchPublisher.isDecided(killed.base())) {
            kill(killed, step, true);
            step++;
        }
        assertThat(killed.output.resolve(JOURNAL)).doesNotExist();

        publisher().resume(killed.base());

        assertFinal(killed);
    }

    @Test
    void keepsWhatIsDecidedWhenItsProcessFails() throws IOException {
        OutputFixture failed = freshOverwrite("failed");
        BatchRun batch = failed.beginsBatch();
        int step = 0;
        while (!BatchPublisher.isDecided(failed.base())) {
            kill(failed, step, true);
            step++;
        }

        new BatchPublisher().discard(batch);
        publisher().resume(failed.base());

        assertFinal(failed);
    }

    // ---------------------------------------------------------- acknowledgement

    @Test
    void isFoundDoneUntilItsReportIsAcknowledged() throws Exception {
        stage(output);
        Publication reported = publish(output, false);

        RunStart again = new RunRules(clock).start(output.batch());
        assertThat(again.alreadyDone()).isTrue();
        assertThat(again.finishedPublication()).contains(reported);
        assertThat(new RunRules(clock).start(output.batch()).alreadyDone()).isTrue();

        new BatchPublisher().acknowledge(output.base());
        assertThatThrownBy(() -> new RunRules(clock).start(output.batch()))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageContaining("holds reports");
    }

    @Test
    void anotherRequestForgetsAPublicationThatWasNotAcknowledged() throws Exception {
        stage(output);
        publish(output, false);

        RunStart start = new RunRules(clock).start(output.overwritingBatch(Map.of("a", "b")));

        assertThat(start.alreadyDone()).isFalse();
        assertThat(output.output.resolve(JOURNAL)).doesNotExist();
    }

    @Test
    void discardsWhatABatchHasStagedThatFailed() throws IOException {
        stage(output);

        new BatchPublisher().discard(output.beginsBatch());

        assertThat(output.contents()).isEmpty();
    }

    // -------------------------------------------------------------- interruptions

    @Test
    void nothingIsLeftToResume() throws IOException {
        assertThat(new BatchPublisher().resume(output.base())).isEmpty();
    }

    @Test
    void endsInTheSameStateWhereverItIsKilledOnceOrTwice() throws IOException {
        endsInTheSameStateWhereverItIsKilledOnceOrTwice(true);
    }

    /** With reports of no run, as some copied them there: nothing says whose the output is. */
    @Test
    void endsInTheSameStateOnAnOutputOfNoRun() throws IOException {
        endsInTheSameStateWhereverItIsKilledOnceOrTwice(false);
    }

    private void endsInTheSameStateWhereverItIsKilledOnceOrTwice(boolean ofARun)
            throws IOException {
        int steps = stepsOf(freshOverwrite("whole", ofARun));
        assertThat(steps).isGreaterThan(25);
        int decided = 0;
        for (int first = 0; first < steps; first++) {
            OutputFixture once = freshOverwrite("first-" + first, ofARun);
            kill(once, first, true);
            if (!BatchPublisher.isDecided(once.base())) {
                assertOutputUntouched(once, ofARun);
                continue;
            }
            decided++;
            assertNeverTwoVersions(once);
            if (!ofARun && decided > 2) {
                // From here on it is the same as with a run before.
                publisher().resume(once.base());
                assertFinal(once);
                continue;
            }
            int second = first % SECOND_KILL_STRIDE;
            while (true) {
                OutputFixture twice = copyOf(once, "second-" + first + "-" + second);
                if (!kill(twice, second, false)) {
                    assertFinal(twice);
                    break;
                }
                assertNeverTwoVersions(twice);
                publisher().resume(twice.base());
                assertFinal(twice);
                second += SECOND_KILL_STRIDE;
            }
        }
        assertThat(decided).isBetween(20, steps - 1);
    }

    /** Whatever it was killed before: the same batch command is then computed and published. */
    @Test
    void theSameCommandPublishesAfterAnyKillBeforeTheDecision() throws Exception {
        int step = 0;
        while (true) {
            OutputFixture killed = freshOverwrite("again-" + step);
            kill(killed, step, true);
            if (BatchPublisher.isDecided(killed.base())) {
                break;
            }
            clock.advance(Duration.ofMinutes(1));
            BatchRun again =
                    new RunRules(clock).start(killed.overwritingBatch()).batch().orElseThrow();
            killed.write(
                    "_staging/" + again.run().runId() + "/daily_revenue/dt=2020-09-07/part-0.csv",
                    "new 07");

            publisher().overwrite(again, Set.of("z.csv"), false);

            assertThat(killed.reports().keySet()).anyMatch(name -> name.contains("2020-09-07"));
            assertThat(killed.names()).noneMatch(name -> name.startsWith("_staging"));
            step++;
        }
        assertThat(step).isGreaterThan(2);
    }

    /** A process that is paused before any of its changes, until another one has done it all. */
    @Test
    void endsInTheSameStateWhereverItIsPaused() throws IOException {
        int steps = stepsOf(freshOverwrite("awake"));
        for (int pause = 0; pause < steps; pause++) {
            OutputFixture paused = freshOverwrite("paused-" + pause);
            try {
                new BatchPublisher(
                                clock, pausedBefore(pause, () -> publisher().resume(paused.base())))
                        .overwrite(paused.beginsBatch(), FILES_READ, false);
            } catch (IOException somethingIsGone) {
                // It ends; the other one has not left anything to do.
            }
            publisher().resume(paused.base());
            publisher().acknowledge(paused.base());

            assertThat(paused.reports()).as("paused before step " + pause).isEqualTo(overwritten());
        }
    }

    /** Else the output could never be started on again. */
    @Test
    void forgetsTheJournalOfAPausedProcessOnceTheOutputHasPassedOn() throws IOException {
        OutputFixture paused = freshOverwrite("late");
        killAfterJournal(paused);
        PublishJournal late = journalOf(paused);
        publisher().resume(paused.base());
        publisher().acknowledge(paused.base());
        CommitLog log = paused.record(RunMode.BATCH).log(paused.base());
        RunRecord next = otherRun();
        next.note(StoredFiles.DIRECT, paused.base());
        assertThat(log.append(log.last(), LogEntry.passed(next.runId()))).isTrue();
        next.write(StoredFiles.DIRECT, paused.base());
        PublishJournal.Move gone = late.parts().get(0).moves().get(0);
        Files.delete(paused.output.resolve(gone.to()));
        late.write(StoredFiles.DIRECT, paused.base());

        assertThat(publisher().resume(paused.base())).isEmpty();

        assertThat(paused.output.resolve(JOURNAL)).doesNotExist();
    }

    private RunRecord otherRun() {
        return output.record(OTHER, RunMode.STREAMING);
    }

    /** Another batch, which has computed one date. */
    private static BatchRun batchOf(OutputFixture output, String runId) throws IOException {
        BatchRun batch =
                new BatchRun(
                        output.base(),
                        output.record(runId, RunMode.BATCH),
                        CurrentRun.of(output.base()));
        batch.begin(StoredFiles.DIRECT);
        return batch;
    }

    private interface Meanwhile {
        void happen() throws IOException;
    }

    private static StoredFiles pausedBefore(int step, Meanwhile meanwhile) {
        int[] count = {0};
        return new StoredFiles(
                (change, path) -> {
                    if (count[0]++ == step) {
                        meanwhile.happen();
                    }
                });
    }

    @Test
    void completesACopyThatWasNotYetRemovedFromTheStaging() throws IOException {
        OutputFixture killed = freshOverwrite("copied");
        killAfterJournal(killed);
        for (PublishJournal.Move move : movesOf(killed)) {
            killed.write(move.to(), killed.read(move.from()));
        }
        for (PublishJournal.Part part : journalOf(killed).parts()) {
            for (String old : part.deletes()) {
                Files.delete(killed.output.resolve(old));
            }
        }

        publisher().resume(killed.base());

        assertFinal(killed);
    }

    @Test
    void repeatsACopyThatBrokeOff() throws IOException {
        OutputFixture killed = freshOverwrite("torn");
        killAfterJournal(killed);
        for (PublishJournal.Move move : movesOf(killed)) {
            killed.write(move.to(), killed.read(move.from()).substring(0, 3));
        }

        publisher().resume(killed.base());

        assertFinal(killed);
    }

    @Test
    void saysWhichFileIsLostForGood() throws IOException {
        OutputFixture killed = freshOverwrite("lost");
        killAfterJournal(killed);
        PublishJournal.Move move = movesOf(killed).get(0);
        Files.delete(killed.output.resolve(move.from()));

        assertThatThrownBy(() -> publisher().resume(killed.base()))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(
                        "Neither %s/%s nor all of %s/%s is there.",
                        killed.output, move.from(), killed.output, move.to());
    }

    /** It was removed by hand: nobody can say any more what was to go, and what to come. */
    @Test
    void refusesADecidedBatchWhoseJournalIsGone() throws IOException {
        OutputFixture killed = freshOverwrite("without");
        int step = 0;
        while (!BatchPublisher.isDecided(killed.base())) {
            kill(killed, step, true);
            step++;
        }
        StoredFiles.DIRECT.deleteTree(OutputFolders.staging(killed.base()));

        assertThatThrownBy(() -> new RunRules(clock).start(killed.overwritingBatch()))
                .isInstanceOf(SmsReportsException.class)
                .hasMessage(
                        "%s/_staging/%s/_publish.json, by which batch run %s is to be published, is"
                                + " gone or another one. Bring it back from a copy, or use another"
                                + " --output.",
                        killed.output, RUN, RUN);
    }

    /** Killed when all is in place, but for the last lines about it. */
    @Test
    void theRunBeforeIsOverOnceTheBatchIsDecided() throws Exception {
        int steps = stepsOf(freshOverwrite("over"));
        for (int step = 0; step < steps; step++) {
            OutputFixture killed = freshOverwrite("over-" + step);
            kill(killed, step, true);
            boolean decided = BatchPublisher.isDecided(killed.base());
            clock.advance(Duration.ofMinutes(1));

            assertThatThrownBy(() -> new RunRules(clock).start(killed.streaming()))
                    .hasMessageContaining(
                            decided ? "holds the reports of batch run" : "was closed by drain");
        }
    }

    // -------------------------------------------------------------------- states

    private static void fillOutput(OutputFixture output) throws IOException {
        output.write("daily_revenue/dt=2020-08-29/daily_revenue-old-0.csv", "old 29");
        output.write("daily_revenue/dt=2020-08-30/daily_revenue-old-1.csv", "old 30");
        output.write("daily_revenue/dt=2020-08-30/.daily_revenue-old-9.csv.inprogress", "hidden");
        output.write("revenue_15min/dt=2020-08-30/revenue_15min-old-1.csv", "old 30");
        output.write("revenue_15min/dt=2020-08-30/revenue_15min-old-2.csv", "old 30, later");
        output.write("minmax_15min/dt=2020-08-30/minmax_15min-old-1.csv", "old 30");
        output.write("late_revenue/dt=2020-08-29/late_revenue-old-1.csv", "old 29");
        output.write("late_revenue/dt=2020-08-30/late_revenue-old-2.csv", "old 30");
        output.write("file_days/dt=2020-08-29/file_days-old-1.csv", "old 29");
        output.write("file_days/dt=2020-08-30/file_days-old-2.csv", "old 30");
        output.write(
                "file_ledger/dt=2026-11-20/file_ledger-old-0.csv",
                LEDGER_HEADER + "a.csv,1,old\nc.csv,2,old\n" + QUOTED_NAME + ",3,old\n");
        output.write(
                "file_ledger/dt=2026-11-20/file_ledger-old-1.csv", LEDGER_HEADER + "a.csv,1,old\n");
        output.write(
                "file_ledger/dt=2026-11-21/file_ledger-old-2.csv", LEDGER_HEADER + "c.csv,2,old\n");
        output.write(
                "rejected_rows/dt=2026-11-20/rejected_rows-old-0.csv",
                REJECTS_HEADER + ODD_ROW + "a.csv,5,old,x\n");
        output.write(
                "rejected_rows/dt=2026-11-20/rejected_rows-old-1.csv", REJECTS_HEADER + ODD_ROW);
        output.write(
                "rejected_rows/dt=2026-11-20/rejected_rows-old-2.csv",
                REJECTS_HEADER + QUOTED_NAME + ",5,old,x\n");
    }

    private static void stage(OutputFixture output) throws IOException {
        output.write(STAGING + "daily_revenue/dt=2020-08-30/part-7c-0.csv", "new 30");
        output.write(STAGING + "daily_revenue/dt=2020-08-31/part-7c-1.csv", "new 31");
        output.write(STAGING + "revenue_15min/dt=2020-08-30/part-1e-0.csv", "new 30");
        output.write(STAGING + "revenue_15min/dt=2020-08-31/part-1e-1.csv", "new 31");
        output.write(STAGING + "count_revenue_15min/dt=2020-08-31/part-2f-1.csv", "new 31");
        output.write(STAGING + "file_days/dt=2020-08-30/part-3a-0.csv", "new 30");
        output.write(STAGING + "file_days/dt=2020-08-31/part-3a-1.csv", "new 31");
        output.write(
                STAGING + "file_ledger/dt=2026-11-22/part-4b-0.csv",
                LEDGER_HEADER + "a.csv,1,new\n");
        output.write(
                STAGING + "rejected_rows/dt=2026-11-22/part-5d-0.csv",
                REJECTS_HEADER + "a.csv,5,new,x\n");
    }

    private static SortedMap<String, String> newReports() {
        SortedMap<String, String> expected = new TreeMap<>();
        expected.put(published("daily_revenue", "2020-08-30", 0), "new 30");
        expected.put(published("daily_revenue", "2020-08-31", 1), "new 31");
        expected.put(published("revenue_15min", "2020-08-30", 0), "new 30");
        expected.put(published("revenue_15min", "2020-08-31", 1), "new 31");
        expected.put(published("count_revenue_15min", "2020-08-31", 0), "new 31");
        expected.put(published("file_days", "2020-08-30", 0), "new 30");
        expected.put(published("file_days", "2020-08-31", 1), "new 31");
        expected.put(published("file_ledger", "2026-11-22", 0), LEDGER_HEADER + "a.csv,1,new\n");
        expected.put(
                published("rejected_rows", "2026-11-22", 0), REJECTS_HEADER + "a.csv,5,new,x\n");
        return expected;
    }

    private static SortedMap<String, String> overwritten() {
        SortedMap<String, String> expected = newReports();
        expected.put("daily_revenue/dt=2020-08-29/daily_revenue-old-0.csv", "old 29");
        expected.put("daily_revenue/dt=2020-08-30/.daily_revenue-old-9.csv.inprogress", "hidden");
        expected.put("late_revenue/dt=2020-08-29/late_revenue-old-1.csv", "old 29");
        expected.put("file_days/dt=2020-08-29/file_days-old-1.csv", "old 29");
        expected.put(
                "file_ledger/dt=2026-11-20/file_ledger-old-0.csv", LEDGER_HEADER + "c.csv,2,old\n");
        expected.put(
                "file_ledger/dt=2026-11-21/file_ledger-old-2.csv", LEDGER_HEADER + "c.csv,2,old\n");
        expected.put(
                "rejected_rows/dt=2026-11-20/rejected_rows-old-0.csv", REJECTS_HEADER + ODD_ROW);
        expected.put(
                "rejected_rows/dt=2026-11-20/rejected_rows-old-1.csv", REJECTS_HEADER + ODD_ROW);
        return expected;
    }

    private static String published(String report, String date, int number) {
        return String.format("%s/dt=%s/%s-%s-%d.csv", report, date, report, RUN, number);
    }

    private OutputFixture freshOverwrite(String name) throws IOException {
        return freshOverwrite(name, true);
    }

    /**
     * @param ofARun whether there is a run before
     */
    private OutputFixture freshOverwrite(String name, boolean ofARun) throws IOException {
        OutputFixture fresh = new OutputFixture(folder.resolve(name));
        if (ofARun) {
            fresh.hasRunBefore();
        }
        fillOutput(fresh);
        stage(fresh);
        return fresh;
    }

    private OutputFixture copyOf(OutputFixture original, String name) throws IOException {
        OutputFixture copy = new OutputFixture(folder.resolve(name));
        Files.createDirectories(copy.output.getParent());
        OutputFixture.copy(original.output, copy.output);
        return copy;
    }

    // --------------------------------------------------------------------- kills

    private Publication publish(OutputFixture target, boolean overwrite) throws IOException {
        return overwrite
                ? publisher().overwrite(target.beginsBatch(), FILES_READ, false)
                : publisher().add(target.beginsBatch());
    }

    private BatchPublisher publisher() {
        return new BatchPublisher(clock, StoredFiles.DIRECT);
    }

    private int stepsOf(OutputFixture target) throws IOException {
        List<String> steps = new ArrayList<>();
        StoredFiles counting = new StoredFiles((change, path) -> steps.add(change));
        new BatchPublisher(clock, counting).overwrite(target.beginsBatch(), FILES_READ, false);
        return steps.size();
    }

    /** Ends the process before its change of the given number; false if it has none such. */
    private boolean kill(OutputFixture target, int step, boolean publishing) throws IOException {
        BatchPublisher publisher = new BatchPublisher(clock, KilledProcess.before(step));
        try {
            if (publishing) {
                publisher.overwrite(target.beginsBatch(), FILES_READ, false);
            } else {
                publisher.resume(target.base());
            }
            return false;
        } catch (KilledProcess killed) {
            return true;
        }
    }

    private void killAfterJournal(OutputFixture target) throws IOException {
        int step = 0;
        while (!Files.exists(target.output.resolve(JOURNAL))) {
            kill(target, step, true);
            step++;
        }
    }

    private static PublishJournal journalOf(OutputFixture target) throws IOException {
        return PublishJournal.read(target.base()).orElseThrow();
    }

    private static List<PublishJournal.Move> movesOf(OutputFixture target) throws IOException {
        return journalOf(target).parts().stream().flatMap(part -> part.moves().stream()).toList();
    }

    private static void assertFinal(OutputFixture target) throws IOException {
        assertThat(target.reports()).isEqualTo(overwritten());
        assertOnlyRunFileLeft(target);
        assertThat(RunRecord.read(target.base()))
                .hasValueSatisfying(run -> assertThat(run.status()).isEqualTo(RunStatus.PUBLISHED));
    }

    /** Whose it is too: the run before has its own id, and no entry more. */
    private void assertOutputUntouched(OutputFixture target, boolean ofARun) throws IOException {
        assertThat(target.reports()).isEqualTo(untouched().reports());
        assertThat(publisher().resume(target.base())).isEmpty();
        if (ofARun) {
            CurrentRun run = CurrentRun.of(target.base()).orElseThrow();
            assertThat(run.run()).isEqualTo(target.record(BEFORE, RunMode.STREAMING));
            assertThat(run.position().number()).isEqualTo(2);
        } else {
            assertThat(CurrentRun.of(target.base())).isEmpty();
        }
    }

    private OutputFixture untouched() throws IOException {
        OutputFixture untouched = new OutputFixture(folder.resolve("untouched"));
        fillOutput(untouched);
        return untouched;
    }

    private static void assertNeverTwoVersions(OutputFixture target) throws IOException {
        SortedMap<String, String> reports = target.reports();
        for (String date : List.of("2020-08-30", "2020-08-31")) {
            Set<String> versions =
                    reports.entrySet().stream()
                            .filter(file -> file.getKey().contains("/dt=" + date + "/"))
                            .filter(file -> !file.getKey().contains("/."))
                            .map(file -> file.getValue().substring(0, 3))
                            .collect(Collectors.toSet());
            assertThat(versions).hasSizeLessThan(2);
        }
        for (String report : OutputFolders.BY_INPUT_FILE) {
            Set<String> versions =
                    reports.entrySet().stream()
                            .filter(file -> file.getKey().startsWith(report))
                            .flatMap(file -> file.getValue().lines())
                            .filter(
                                    row ->
                                            row.startsWith("a.csv")
                                                    && !row.startsWith("a.csv,\u00ff"))
                            .map(row -> row.contains("old") ? "old" : "new")
                            .collect(Collectors.toSet());
            assertThat(versions).hasSizeLessThan(2);
        }
    }

    /** But for the journal of a publication that is not acknowledged yet. */
    private static void assertOnlyRunFileLeft(OutputFixture target) throws IOException {
        new BatchPublisher().acknowledge(target.base());
        assertThat(target.names())
                .filteredOn(name -> name.startsWith("_") && !name.endsWith("/closed.json"))
                .containsExactly("_sms-reports/run.json");
    }
}
