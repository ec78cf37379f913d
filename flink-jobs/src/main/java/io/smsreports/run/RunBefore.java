package io.smsreports.run;

import io.smsreports.ownership.LogEntry;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * The run that an output passed from to an unfinished batch: {@code
 * OUTPUT_BASE/_sms-reports/runs/<batch>-before.json}. A batch that is refused, fails or is killed
 * before it is decided gives the output back, to that run with its mode, settings and reports. The
 * commit log only goes forward, so it goes on under another id.
 */
final class RunBefore {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RunBefore() {}

    /** Notes the run before. To be called before the output passes to the batch. */
    static void keep(StoredFiles files, Path outputBase, String batch, CurrentRun before)
            throws IOException {
        if (!isUnfinishedBatch(before)) {
            JsonFile.write(files, fileIn(outputBase, batch), before.run());
        }
    }

    /**
     * Passes the output on from a batch that is not decided to the run before it, if there was one.
     * The batch can publish nothing from here on. Nothing is done if the output has passed on.
     */
    static void giveBack(StoredFiles files, Path outputBase, String batch, WallClock clock)
            throws IOException {
        Optional<CurrentRun> current =
                CurrentRun.of(outputBase)
                        .filter(RunBefore::isUnfinishedBatch)
                        .filter(found -> found.run().runId().equals(batch));
        Optional<RunRecord> before =
                JsonFile.read(StoredFiles.DIRECT, fileIn(outputBase, batch), RunRecord.class);
        if (current.isEmpty() || before.isEmpty()) {
            return;
        }
        RunRecord again = before.get().under(freeId(outputBase, clock));
        again.writeBegun(files, outputBase);
        LogEntry passed = LogEntry.passed(again.runId());
        if (current.get().run().log(outputBase).append(current.get().position(), passed)) {
            again.write(files, outputBase);
            files.delete(fileIn(outputBase, batch));
            BatchPublisher.deleteStaged(files, outputBase, batch);
        }
    }

    /** The same for a batch whose process has ended. Only while no job lives on the output. */
    static void giveBackAfterAKill(StoredFiles files, Path outputBase, WallClock clock)
            throws IOException {
        Optional<CurrentRun> current = CurrentRun.of(outputBase);
        if (current.isPresent()) {
            giveBack(files, outputBase, current.get().run().runId(), clock);
        }
    }

    /** Forgets it, as the batch is published. */
    static void forget(StoredFiles files, Path outputBase, String batch) throws IOException {
        files.delete(fileIn(outputBase, batch));
    }

    private static boolean isUnfinishedBatch(CurrentRun current) {
        return current.run().mode() == RunMode.BATCH
                && current.run().status() == RunStatus.RUNNING
                && current.position().entry().isEmpty();
    }

    /** One that no run of this output bears: the log would lead in a circle. */
    private static String freeId(Path outputBase, WallClock clock) throws IOException {
        while (true) {
            String id = RunRecord.newId(clock.now(), RANDOM);
            if (RunRecord.readBegun(outputBase, id).isEmpty()) {
                return id;
            }
        }
    }

    private static Path fileIn(Path outputBase, String batch) {
        return OutputFolders.runFile(outputBase, "runs/" + batch + "-before.json");
    }
}
