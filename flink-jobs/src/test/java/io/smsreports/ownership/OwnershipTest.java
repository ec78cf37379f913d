package io.smsreports.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.failure.TaskReports;
import io.smsreports.model.ErrorCode;
import io.smsreports.testing.CapturedLog;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnershipTest {

    private static final String RUN = "20261122t181500-4f2a";
    private static final int SINKS = 8;

    @TempDir Path disk;
    private Path output;
    private CommitLog log;

    @BeforeEach
    void createLog() {
        output = disk.resolve("output");
        log = new CommitLog(new org.apache.flink.core.fs.Path(output.resolve("log").toUri()), true);
    }

    // ------------------------------------------------------------------------ a start

    @Test
    void writesItsStartOnceHoweverManyTasksClaim() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        for (int task = 0; task < SINKS; task++) {
            owner.claim(0);
        }

        assertThat(entries()).containsExactly("START a");
    }

    @Test
    void ofTwoThatHaveSeenTheSameOnlyOneOwns() throws Exception {
        OutputOwner first = owner(0, "", 0);
        OutputOwner second = owner(0, "", 0);
        first.claim(0);

        assertTaken(() -> second.claim(0));
        assertThat(entries()).containsExactly("START a");
    }

    @Test
    void theNextOwnerFollowsTheLastEntryThatItsMainHasSeen() throws Exception {
        Ownership first = owner(0, "", 0).claim(0);
        first.admit(1);

        OutputOwner late = owner(1, "", 0);
        OutputOwner next = owner(2, "chk-1", 1);
        next.claim(1);

        assertTaken(() -> late.claim(0));
        assertThat(entries()).containsExactly("START a", "COMMIT a 1", "START c 1");
    }

    /** Flink starts the job again, perhaps on another machine, with what main() once saw. */
    @Test
    void aRestartOfTheOwnersJobFindsItsStart() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        Ownership first = owner.claim(0);
        first.admit(1);
        first.admit(2);

        owner.claim(2).admit(3);

        assertThat(entries()).containsExactly("START a", "COMMIT a 1", "COMMIT a 2", "COMMIT a 3");
    }

    /** As when a stop with a savepoint failed after some sinks had committed it. */
    @Test
    void anAttemptThatRestoresLessThanItsOwnerHasCommittedEnds() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        owner.claim(0).admit(7);

        assertThatThrownBy(() -> owner.claim(6))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage(
                        "Output %s has committed checkpoint 7 of run %s, and this attempt has"
                                + " restored number 6, which would publish it again. This job ends;"
                                + " the same command resumes from the later one.",
                        output, RUN);
    }

    /** It seemed dead, and has gone on: its next checkpoint deletes the one before. */
    @Test
    void doesNotBeginFromACheckpointThatIsGone() throws Exception {
        owner(0, "", 0).claim(0).admit(1);
        OutputOwner owner = owner(2, "chk-1", 1);
        Files.delete(disk.resolve("chk-1/_metadata"));

        assertThatThrownBy(() -> owner.claim(1))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage(
                        "Output %s has gone on without this job: checkpoint 1 of run %s, which it was"
                                + " to restore, is gone. This job ends; nothing is published twice.",
                        output, RUN);
        assertThatThrownBy(owner::hasClaimed)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessageContaining(" has gone on without this job: ");
        assertThat(entries()).containsExactly("START a", "COMMIT a 1");
    }

    @Test
    void aRestartNeedsTheCheckpointOfTheStartNoMore() throws Exception {
        owner(0, "", 0).claim(0).admit(1);
        OutputOwner owner = owner(2, "chk-1", 1);
        owner.claim(1).admit(2);
        Files.delete(disk.resolve("chk-1/_metadata"));

        owner.claim(2).admit(3);
    }

    @Test
    void knowsWhetherAJobHasClaimedTheOutput() throws Exception {
        OutputOwner first = owner(0, "", 0);
        OutputOwner second = owner(0, "", 0);
        assertThat(first.hasClaimed()).isFalse();

        second.claim(0);

        assertThat(second.hasClaimed()).isTrue();
        assertThatThrownBy(first::hasClaimed)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessageContaining("has been taken by another job");
    }

    // ----------------------------------------------------------------------- a commit

    @Test
    void oneEntryAdmitsTheCommitsOfAllSinks() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        List<Ownership> sinks = claimAll(owner);
        for (Ownership sink : sinks) {
            sink.admit(4);
        }

        assertThat(entries()).containsExactly("START a", "COMMIT a 4");
    }

    @Test
    void anEntryAdmitsEarlierCheckpointsToo() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        Ownership fast = owner.claim(0);
        Ownership slow = owner.claim(0);
        fast.admit(5);

        slow.admit(3);

        assertThat(entries()).containsExactly("START a", "COMMIT a 5");
    }

    /** What the restored checkpoint had left to commit needs no entry of its own. */
    @Test
    void theStartAdmitsTheCheckpointThatWasRestored() throws Exception {
        owner(0, "", 0).claim(0).admit(5);

        owner(2, "chk-5", 5).claim(5).admit(5);

        assertThat(entries()).containsExactly("START a", "COMMIT a 5", "START b 5");
    }

    @Test
    void sinksThatCommitAtOnceNeedOneEntry() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        List<Ownership> sinks = claimAll(owner);
        ExecutorService tasks = Executors.newFixedThreadPool(SINKS);
        try {
            for (long checkpoint = 1; checkpoint <= 20; checkpoint++) {
                List<Future<?>> commits = new ArrayList<>();
                for (Ownership sink : sinks) {
                    long number = checkpoint;
                    commits.add(
                            tasks.submit(
                                    () -> {
                                        sink.admit(number);
                                        return null;
                                    }));
                }
                for (Future<?> commit : commits) {
                    commit.get();
                }
            }
        } finally {
            tasks.shutdownNow();
        }

        assertThat(entries()).hasSize(21).doesNotHaveDuplicates();
    }

    @Test
    void whoWakesUpAfterAnotherHasTakenOverCommitsNothing() throws Exception {
        Ownership paused = owner(0, "", 0).claim(0);
        owner(1, "", 0).claim(0);

        assertTaken(() -> paused.admit(1));
        assertTaken(paused::check);
        assertThat(entries()).containsExactly("START a", "START b");
    }

    @Test
    void whoHadAnEntryBeforeItWasPausedMayCommitStill() throws Exception {
        Ownership paused = owner(0, "", 0).claim(0);
        paused.admit(1);
        owner(2, "chk-1", 1).claim(1);

        paused.admit(1);
    }

    /** {@code clean} leaves an entry behind the last one. */
    @Test
    void doesNotBeginOnAnOutputThatWasCleanedMeanwhile() throws Exception {
        OutputOwner owner = owner(1, "", 0);
        log.create(2, LogEntry.cleaned());

        assertCleaned(() -> owner.claim(0));
    }

    @Test
    void whoWakesUpAndFindsTheEntryThatCleaningLeavesCommitsNothing() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        Ownership paused = owner.claim(0);
        paused.admit(1);
        log.append(log.last(), LogEntry.cleaned());
        log.delete(1);
        log.delete(2);

        assertCleaned(() -> paused.admit(2));
        assertThatThrownBy(paused::check).isInstanceOf(SuppressRestartsException.class);
        assertCleaned(() -> owner.claim(1));
        assertThat(log.numbers()).containsExactly(3L);
    }

    private void assertCleaned(ThrowingCallable claim) {
        assertThatThrownBy(claim)
                .isInstanceOf(SuppressRestartsException.class)
                .rootCause()
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessageStartingWith("Output " + output + " has been cleaned by ")
                .hasMessageEndingWith(
                        " This job of run " + RUN + " ends; nothing more is published.");
    }

    // ------------------------------------------------------------------------ pruning

    @Test
    void keepsTheLastHundredCommitsAndEveryStart() throws Exception {
        owner(0, "", 0).claim(0).admit(1);
        Ownership owner = owner(2, "chk-1", 1).claim(1);
        for (long checkpoint = 2; checkpoint <= 300; checkpoint++) {
            owner.admit(checkpoint);
            owner.prune();
        }

        List<Long> numbers = log.numbers();
        assertThat(numbers).startsWith(1L, 3L).hasSizeLessThan(2 + 100 + 50 + 1);
        assertThat(numbers.subList(2, numbers.size()))
                .contains(302L)
                .hasSizeGreaterThanOrEqualTo(100);
    }

    /** The number after the last one that it knows is free again: the entry was deleted. */
    @Test
    void whoWakesUpAfterPruningFindsTheNextOwner() throws Exception {
        OutputOwner first = owner(0, "", 0);
        Ownership paused = first.claim(0);
        Ownership awake = first.claim(0);
        for (long checkpoint = 1; checkpoint <= 200; checkpoint++) {
            awake.admit(checkpoint);
        }
        awake.prune();
        assertThat(log.numbers()).doesNotContain(2L);
        owner(201, "chk-200", 200).claim(200);

        assertTaken(() -> paused.admit(201));
    }

    @Test
    void anIdleSinkGoesOnAfterPruning() throws Exception {
        OutputOwner owner = owner(0, "", 0);
        Ownership idle = owner.claim(0);
        Ownership busy = owner.claim(0);
        for (long checkpoint = 1; checkpoint <= 200; checkpoint++) {
            busy.admit(checkpoint);
        }
        busy.prune();

        idle.admit(201);

        assertThat(log.last().entry().orElseThrow().checkpoint()).isEqualTo(201);
        busy.admit(202);
    }

    // ---------------------------------------------------------------------- the store

    /** All of the output, or all but an empty mount point. */
    @ParameterizedTest
    @ValueSource(strings = {"output", "output/log"})
    void waitsForStorageThatIsAway(String away) throws Exception {
        Path place = disk.resolve(away);
        Ownership owner = owner(0, "", 0).claim(0);
        Files.move(place, disk.resolve("away"));
        ExecutorService task = Executors.newSingleThreadExecutor();
        try (CapturedLog lines = new CapturedLog(TaskReports.class.getName())) {
            Future<?> commit =
                    task.submit(
                            () -> {
                                owner.admit(1);
                                return null;
                            });
            Eventually.await("it says that it waits", () -> !lines.lines().isEmpty());
            assertThat(lines.lines())
                    .containsExactly(
                            "WARN the commit log in %1$s does not answer: FileNotFoundException: The commit log of run %2$s is not in %1$s: bring the storage back, or stop this job; it is tried again."
                                    .formatted(output.resolve("log"), RUN));
            Files.move(disk.resolve("away"), place);
            commit.get();
        } finally {
            task.shutdownNow();
        }

        assertThat(entries()).containsExactly("START a", "COMMIT a 1");
    }

    @Test
    void endsItsWaitWhenItsTaskIsCancelled() throws Exception {
        Ownership owner = owner(0, "", 0).claim(0);
        Files.move(output, disk.resolve("away"));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> owner.admit(1)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void withoutAFenceTheLogIsTheSame() throws Exception {
        log = new CommitLog(log.folder(), false);
        Ownership first = owner(0, "", 0).claim(0);
        first.admit(1);
        owner(2, "chk-1", 1).claim(1);

        assertTaken(() -> first.admit(2));
        assertThat(entries()).containsExactly("START a", "COMMIT a 1", "START b 1");
    }

    // ---------------------------------------------------------------------- fixtures

    private final List<String> tokens = new ArrayList<>();

    /**
     * @param restored the name of a checkpoint, which is made, or empty
     */
    private OutputOwner owner(long seen, String restored, long checkpoint) throws IOException {
        String place = restored;
        if (!restored.isEmpty()) {
            Path folder = Files.createDirectories(disk.resolve(restored));
            Files.write(folder.resolve("_metadata"), new byte[1]);
            place = folder.toUri().toString();
        }
        String token = OutputOwner.newToken();
        tokens.add(token);
        return new OutputOwner(
                output.toString(),
                RUN,
                log.folder().toString(),
                log.fenced(),
                token,
                seen,
                place,
                checkpoint);
    }

    private static List<Ownership> claimAll(OutputOwner owner) throws Exception {
        List<Ownership> sinks = new ArrayList<>();
        for (int sink = 0; sink < SINKS; sink++) {
            sinks.add(owner.claim(0));
        }
        return sinks;
    }

    /** Each as its kind, its owner's letter in the order of creation, and its checkpoint. */
    private List<String> entries() throws IOException {
        List<String> entries = new ArrayList<>();
        for (long number : log.numbers()) {
            LogEntry entry = log.read(number).orElseThrow();
            char owner = (char) ('a' + tokens.indexOf(entry.token()));
            entries.add(
                    entry.kind()
                            + " "
                            + owner
                            + (entry.checkpoint() == 0 ? "" : " " + entry.checkpoint()));
        }
        return entries;
    }

    private static void assertTaken(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SuppressRestartsException.class)
                .matches(failure -> ErrorCode.OUTPUT_TAKEN.isCodeOf(failure.getCause()));
    }
}
