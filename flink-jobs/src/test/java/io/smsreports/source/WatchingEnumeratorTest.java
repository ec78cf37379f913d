package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.FileSeries;
import io.smsreports.model.HeldFile;
import io.smsreports.testing.CapturedLog;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an enumerator tells its readers of the files that wait, and in which order. */
final class WatchingEnumeratorTest {

    private static final CdrFileEnumeratorState NO_STATE =
            new CdrFileEnumeratorState(List.of(), Map.of(), Map.of());

    private static final Duration SETTLE_TIME = Duration.ofHours(1);

    @TempDir java.nio.file.Path folder;

    private TestEnumeratorContext context = new TestEnumeratorContext();
    private WatchingEnumerator enumerator;

    @AfterEach
    void close() {
        enumerator.close();
    }

    // ---------------------------------------------------------------- the first look

    @Test
    void holdsTheWatermarkUntilItHasLookedOnce() throws Exception {
        start(Backlog.FLOW);
        reader(0);
        assertThat(context.sent()).containsExactly("0: unknown, not listed");

        context.look();
        assertThat(context.sent()).containsExactly("0: none");
    }

    @Test
    void holdsTheWatermarkUntilABacklogIsRead() throws Exception {
        deliver("a", 1, "00:30");
        deliver("b", 2, "00:10");
        start(Backlog.HOLD);
        reader(0);

        context.look();
        assertThat(context.sent()).containsExactly("0: unknown, not listed", "0: a", "0: unknown");
        deliver("c", 3, "00:20");
        context.look();
        assertThat(context.sent()).as("it holds as before").isEmpty();
        assertThat(enumerator.runningPeeks()).as("no head decides").isZero();

        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).containsExactly("0: b");
        assertThat(CdrFileSplit.headOf(context.last())).isEqualTo(HeldFile.TO_ITS_END);
        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).containsExactly("0: c", "0: none");
        assertThat(CdrFileSplit.headOf(context.last())).isEqualTo(HeldFile.UNKNOWN);
    }

    /** So that a copy that is under way when the job starts is a part of the backlog. */
    @Test
    void waitsForWhatIsBeingWrittenAtTheFirstLook() throws Exception {
        deliver("a", 1, "00:30");
        java.nio.file.Path writing = deliver("b", 2, "00:10");
        Files.setLastModifiedTime(writing, FileTime.from(Instant.now()));
        start(Backlog.HOLD);
        reader(0);

        context.look();
        assertThat(context.sent()).containsExactly("0: unknown, not listed", "0: a", "0: unknown");

        Files.setLastModifiedTime(writing, FileTime.fromMillis(2));
        context.look();
        assertThat(context.sent()).as("it waits").containsExactly("0: unknown");
        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).containsExactly("0: b", "0: none");
    }

    @Test
    void takesWhatWaitedBeforeARestartForABacklogToo() throws Exception {
        FileSourceSplit waiting = OldestFirstAssignerTest.splits("old", 1).get(0);
        start(Backlog.HOLD, CdrFileEnumeratorState.of(List.of(waiting)));
        reader(0);

        assertThat(context.sent()).containsExactly("0: unknown, not listed", "0: old");
        assertThat(CdrFileSplit.headOf(context.last())).isEqualTo(HeldFile.TO_ITS_END);
    }

    // ------------------------------------------------------------------ what waits

    /** Else one reader could be done with its file before the gate hears of the other's. */
    @Test
    void tellsEveryReaderOfNewFilesBeforeItHandsOneOut() throws Exception {
        startAndLook(Backlog.HOLD, 2);
        deliver("a", 1, "00:30");
        deliver("b", 2, "00:10");

        context.look();

        assertThat(context.sent())
                .containsExactly("0: unknown", "1: unknown", "0: a", "1: b", "0: none", "1: none");
    }

    @Test
    void looksIntoFilesThatWaitAndHandsOutTheEarliestNext() throws Exception {
        startAndLook(Backlog.HOLD, 1);
        deliver("a", 1, "00:50");
        deliver("b", 2, "00:30");
        deliver("c", 3, "00:10");
        deliver("d", 4, "00:20");

        context.look();
        assertThat(context.sent()).containsExactly("0: unknown", "0: a");
        awaitPeeks(3);
        context.look();
        assertThat(context.sent()).containsExactly("0: 00:10");

        enumerator.handleSplitRequest(0, "here");
        context.look();
        assertThat(context.sent()).containsExactly("0: c", "0: 00:20");
        enumerator.handleSplitRequest(0, "here");
        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).contains("0: d", "0: b", "0: none");
    }

    @Test
    void looksIntoNoFileThatAReaderIsFreeFor() throws Exception {
        startAndLook(Backlog.HOLD, 2);
        deliver("a", 1, "00:50");
        deliver("b", 2, "00:30");

        context.look();

        assertThat(enumerator.runningPeeks()).isZero();
    }

    /** Each costs a request or two to a store. */
    @Test
    void looksIntoTheNextThousandFilesOnly() throws Exception {
        startAndLook(Backlog.HOLD, 1);
        for (int i = 0; i < 1_200; i++) {
            deliver("a_" + i, 1, "00:50");
        }

        context.look();
        assertThat(enumerator.runningPeeks()).isEqualTo(1_000);

        awaitPeeks(1_000);
        assertThat(enumerator.runningPeeks()).isZero();
        enumerator.handleSplitRequest(0, "here");
        assertThat(enumerator.runningPeeks()).isEqualTo(1);
    }

    @Test
    void handsOutNextWhatHasNoBelievableHeadAndHoldsUntilThen() throws Exception {
        startAndLook(Backlog.HOLD, 1);
        deliver("a", 1, "00:50");
        deliver("b", 2, "00:30");
        Files.writeString(folder.resolve("broken.csv.gz"), "no gzip at all, whatever it is named");
        Files.setLastModifiedTime(folder.resolve("broken.csv.gz"), FileTime.fromMillis(3));

        context.look();
        awaitPeeks(2);
        context.look();
        assertThat(context.sent()).containsExactly("0: unknown", "0: a");

        enumerator.handleSplitRequest(0, "here");
        context.look();
        assertThat(context.sent()).containsExactly("0: broken.csv.gz", "0: 00:30");
    }

    @Test
    void looksAnewIntoAWaitingFileThatIsReplaced() throws Exception {
        startAndLook(Backlog.HOLD, 1);
        deliver("a", 1, "00:50");
        deliver("b", 2, "00:30");
        context.look();
        awaitPeeks(1);
        context.look();
        assertThat(context.sent()).endsWith("0: 00:30");

        deliver("b", 3, "00:05");
        context.look();
        assertThat(context.sent()).containsExactly("0: unknown");
        awaitPeeks(1);
        context.look();
        assertThat(context.sent()).containsExactly("0: 00:05");
    }

    /** Splits come back, and the readers begin anew; the enumerator goes on. */
    @Test
    void tellsReadersThatAreBackWhatWaits() throws Exception {
        startAndLook(Backlog.HOLD, 2);
        deliver("a", 1, "00:50");
        context.look();
        FileSourceSplit handedOut = context.last();
        context.sent();
        context.unregister(0);
        context.unregister(1);

        enumerator.addSplitsBack(List.of(handedOut), 0);
        reader(1);

        assertThat(context.sent()).containsExactly("1: unknown", "1: a", "1: none");
    }

    @Test
    void goesOnHoldingWhatWaitsWhileTheFolderCannotBeListed() throws Exception {
        startAndLook(Backlog.HOLD, 1);
        deliver("a", 1, "00:50");
        deliver("b", 2, "00:30");
        context.look();
        awaitPeeks(1);
        context.look();
        context.sent();
        Files.move(folder, folder.resolveSibling(folder.getFileName() + "-away"));

        context.look();

        assertThat(context.sent()).containsExactly("0: 00:30, not listed");
    }

    @Test
    void knowsWhenAllThatWasFoundIsRead() throws Exception {
        startAndLook(Backlog.HOLD, 2);
        deliver("a", 1, "00:50");
        context.look();
        assertThat(enumerator.isAllRead()).as("a reader has it").isFalse();

        enumerator.handleSplitRequest(0, "here");
        assertThat(enumerator.isAllRead()).isTrue();
    }

    // ----------------------------------------------------- only what is there once

    @Test
    void saysWhenAllThatWasThereIsReadThoughMoreHasCome() throws Exception {
        deliver("a", 1, "00:50");
        deliver("b", 2, "00:10");
        startOnce(SETTLE_TIME, 2);

        context.look();
        assertThat(context.sent()).containsExactly("0: a", "1: b", "0: none", "1: none");
        deliver("c", 3, "00:20");
        context.look();
        enumerator.handleSplitRequest(1, "here");
        assertThat(context.sent()).as("one reads still, and c is left").isEmpty();

        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).containsExactly("0: none, all read", "1: none, all read");
    }

    @Test
    void hasReadAllWhereNothingIs() throws Exception {
        startOnce(SETTLE_TIME, 1);

        context.look();

        assertThat(context.sent()).containsExactly("0: none, all read");
    }

    @Test
    void hasNotReadAllBeforeTheFolderCouldBeListed() throws Exception {
        java.nio.file.Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);
        startOnce(SETTLE_TIME, 1);
        context.look();
        assertThat(context.sent()).isEmpty();

        Files.move(away, folder);
        context.look();
        assertThat(context.sent()).containsExactly("0: none, all read");
    }

    @Test
    void waitsForWhatIsBeingWrittenButNotForWhatComesMeanwhile() throws Exception {
        java.nio.file.Path writing = deliver("a", 1, "00:30");
        Files.setLastModifiedTime(writing, FileTime.from(Instant.now()));
        startOnce(SETTLE_TIME, 1);
        context.look();
        java.nio.file.Path later = deliver("b", 2, "00:40");
        Files.setLastModifiedTime(later, FileTime.from(Instant.now()));
        context.look();
        assertThat(context.sent()).containsExactly("0: unknown");

        Files.setLastModifiedTime(writing, FileTime.fromMillis(1));
        context.look();
        assertThat(context.sent()).containsExactly("0: a", "0: none");
        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).containsExactly("0: none, all read");
    }

    @Test
    void leavesToTheNextStartWhatIsWrittenToForTooLong() throws Exception {
        java.nio.file.Path writing = deliver("endless.csv", 1, "00:30");
        Files.setLastModifiedTime(writing, FileTime.from(Instant.now()));
        startOnce(Duration.ZERO, 1);
        context.look();
        assertThat(context.sent()).containsExactly("0: unknown");

        try (CapturedLog log = new CapturedLog(WatchingEnumerator.class.getName())) {
            context.look();
            assertThat(context.sent()).containsExactly("0: none, all read");
            assertThat(log.lines()).anyMatch(line -> line.contains("endless.csv"));
        }
    }

    /** It may have to read again what it had read since the last checkpoint. */
    @Test
    void hasNotReadAllWhileAReaderIsAwayOrHasNotAskedAgain() throws Exception {
        deliver("a", 1, "00:50");
        startOnce(SETTLE_TIME, 2);
        context.look();
        FileSourceSplit file = context.last();
        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).contains("0: none, all read");

        context.unregister(0);
        context.unregister(1);
        enumerator.addSplitsBack(List.of(), 1);
        context.register(1);
        enumerator.addReader(1);
        assertThat(context.sent()).containsExactly("1: none");
        enumerator.handleSplitRequest(1, "here");
        assertThat(context.sent()).as("one is not back yet").isEmpty();
        enumerator.addSplitsBack(List.of(file), 0);
        context.register(0);
        enumerator.addReader(0);
        enumerator.handleSplitRequest(0, "here");
        assertThat(context.sent()).contains("1: a").doesNotContain("0: none, all read");

        enumerator.handleSplitRequest(1, "here");
        assertThat(context.sent()).contains("0: none, all read", "1: none, all read");
    }

    // ---------------------------------------------------------------------- helpers

    /** As with --stop-when-idle; the readers are there before the first look. */
    private void startOnce(Duration settleLimit, int readers) {
        start(settleLimit, Backlog.FLOW, true, NO_STATE);
        for (int reader = 0; reader < readers; reader++) {
            reader(reader);
        }
        context.sent();
    }

    private void startAndLook(Backlog backlog, int readers) throws Exception {
        start(backlog);
        context.look();
        for (int reader = 0; reader < readers; reader++) {
            reader(reader);
        }
        context.sent();
    }

    private void start(Backlog backlog) {
        start(backlog, NO_STATE);
    }

    private void start(Backlog backlog, CdrFileEnumeratorState state) {
        start(SETTLE_TIME, backlog, false, state);
    }

    private void start(
            Duration settleLimit, Backlog backlog, boolean once, CdrFileEnumeratorState state) {
        enumerator =
                new WatchingEnumerator(
                        context,
                        new Path(folder.toUri()),
                        new Watching(
                                Duration.ofSeconds(1),
                                SETTLE_TIME,
                                settleLimit,
                                backlog,
                                FileSeries.ONE,
                                ZoneOffset.UTC,
                                once),
                        state);
        enumerator.start();
    }

    private void reader(int reader) {
        context.register(reader);
        enumerator.addReader(reader);
        enumerator.handleSplitRequest(reader, "here");
    }

    private void awaitPeeks(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Eventually.await("a file is looked into", context::runNext);
        }
    }

    /** A file with rows in order that begin at a time. */
    private java.nio.file.Path deliver(String name, long modifiedMillis, String time)
            throws IOException {
        String row = ",,,,,,2020/08/30 %s:00,0,100,,,,,,,\n";
        java.nio.file.Path file = folder.resolve(name);
        Files.writeString(
                file,
                row.formatted(time) + row.formatted("23:59").repeat(20),
                StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMillis));
        return file;
    }
}
