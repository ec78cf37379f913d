package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files that change, and of a folder that goes away, while the job reads. */
@MiniClusterTest
class ChangedFilesIT {

    private static final Instant DELIVERED = Instant.parse("2020-08-30T13:00:00Z");

    @TempDir Path folder;

    private int delivered;

    @Test
    void reportsEachChangeOnceWhateverChangedAndWhereverTheJobWasStopped() throws Exception {
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        for (String name : new String[] {"append", "replace", "touch", "recreate", "copy", "no"}) {
            write(workspace, name + ".csv", 1);
        }
        long one = Files.size(workspace.input().resolve("no.csv"));
        long two = one + row().length();

        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
            job.awaitFilesRead(6);

            append(workspace, "append.csv");
            replace(workspace, "replace.csv", 2);
            touch(workspace, "touch.csv");
            Path recreated = workspace.input().resolve("recreate.csv");
            Files.delete(recreated);
            copyWithItsTime(workspace, "copy.csv");
            job.await("three changes are reported", () -> output.changes().size() == 3);
            write(workspace, "recreate.csv", 1);
            job.await("four changes are reported", () -> output.changes().size() == 4);
            job.stop();
        }
        assertThat(output.changes())
                .containsExactly(
                        "append.csv " + two,
                        "recreate.csv " + one,
                        "replace.csv " + two,
                        "touch.csv " + one);
        append(workspace, "append.csv");
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=1"))) {
            job.await("the change meanwhile is reported", () -> output.changes().size() == 5);
            job.cancel();
        }
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=3"))) {
            write(workspace, "last.csv", 1);
            job.awaitFilesRead(7);
            job.awaitCheckpoint();
            job.drain();
        }

        assertThat(output.changes())
                .containsExactly(
                        "append.csv " + two,
                        "append.csv " + (two + row().length()),
                        "recreate.csv " + one,
                        "replace.csv " + two,
                        "touch.csv " + one);
        assertThat(output.ledger().values())
                .allMatch(row -> row.getField("status").equals("OK"))
                .allMatch(row -> row.getField("rows").equals("1"));
        output.assertBalanced();
    }

    @Test
    void readsAFileThatChangesBeforeItsTurnAsItIsThen() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        write(workspace, "first.csv", 1);
        write(workspace, "second.csv", 1);
        ScriptedStorage.Stall stall =
                ScriptedStorage.stallReading(workspace.input().resolve("first.csv"), 0);

        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=1"));
                stall) {
            job.await("the first file is being read", stall::isReached);
            append(workspace, "second.csv");
            job.awaitCheckpoint();
            stall.close();
            job.awaitFilesRead(2);
            job.awaitCheckpoint();
            job.drain();
        }

        assertThat(output.changes()).isEmpty();
        assertThat(output.ledger().get("second.csv").getField("rows")).isEqualTo("2");
        assertThat(output.ledger().get("second.csv").getField("size_bytes"))
                .isEqualTo(String.valueOf(Files.size(workspace.input().resolve("second.csv"))));
        output.assertBalanced();
    }

    /** The job is ended after the row is written, before the file is read to its end. */
    @Test
    void reportsOnceAFileThatChangesWhileItIsReadAlsoWhenTheJobEndsInBetween() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        // More than a block, so that the job goes on in mid-file.
        int rows = 40_000;
        write(workspace, "slow.csv", rows);
        ScriptedStorage.Stall stall =
                ScriptedStorage.stallReading(workspace.input().resolve("slow.csv"), 2_000_000);

        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"));
                stall) {
            job.await("the file is being read", stall::isReached);
            append(workspace, "slow.csv");
            job.await("the change is reported", () -> output.changes().size() == 1);
            job.awaitCheckpoint();
            job.cancel(stall::close);
        }
        ScriptedStorage.reset();
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=1"))) {
            job.awaitFilesRead(1);
            job.awaitCheckpoint();
            job.drain();
        }

        long size = Files.size(workspace.input().resolve("slow.csv"));
        assertThat(output.changes()).containsExactly("slow.csv " + size);
        assertThat(output.ledger().get("slow.csv").getField("rows"))
                .isEqualTo(String.valueOf(rows + 1));
        output.assertBalanced();
    }

    @Test
    void aBoundedRunReportsAFileThatChangedAfterItWasListed() throws Exception {
        for (String end : new String[] {"--mode=batch", "--stop-at-end"}) {
            Workspace workspace = Workspace.onScriptedStorage(folder.resolve(end));
            Output output = workspace.results();
            write(workspace, "changed.csv", 1);
            write(workspace, "same.csv", 1);
            ScriptedStorage.Stall stall =
                    ScriptedStorage.stallReading(workspace.input().resolve("changed.csv"), 0);
            try (ReportJob job = ReportJob.start(workspace.command(end));
                    stall) {
                job.await("the file is being read", stall::isReached);
                append(workspace, "changed.csv");
                stall.close();
                job.awaitFinished();
                job.publish();
            }
            long size = Files.size(workspace.input().resolve("changed.csv"));
            assertThat(output.changes()).as(end).containsExactly("changed.csv " + size);
            assertThat(output.ledger().keySet()).containsExactly("changed.csv", "same.csv");
            output.assertBalanced();
            ScriptedStorage.reset();
        }
    }

    @Test
    void waitsForAFolderThatIsGoneAndReadsNothingTwiceWhenItIsBack() throws Exception {
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        Path away = folder.resolve("away");
        write(workspace, "first.csv", 1);
        try (CapturedLog log = new CapturedLog("io.smsreports.source.WatchingEnumerator");
                ReportJob job = ReportJob.start(workspace.command())) {
            job.awaitFilesRead(1);
            Files.move(workspace.input(), away);
            job.await("that is logged", () -> log.lines().size() == 1);
            job.awaitCheckpoint();
            job.stop();

            assertThat(log.lines())
                    .containsExactly(
                            "ERROR The input folder "
                                    + workspace.input()
                                    + " is gone. No new file is found until it is back; the job"
                                    + " waits for it.");
        }
        Files.move(away, workspace.input());
        try (CapturedLog log = new CapturedLog("io.smsreports.source.WatchingEnumerator");
                ReportJob job = ReportJob.start(workspace.command())) {
            Files.move(workspace.input(), away);
            job.await("it is gone again", () -> log.lines().size() == 1);
            Files.move(away, workspace.input());
            job.await("it is back", () -> log.lines().size() == 2);
            write(workspace, "second.csv", 1);
            job.awaitFilesRead(2);
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(log.lines().get(1))
                    .isEqualTo(
                            "WARN The input folder " + workspace.input() + " can be listed again.");
            job.drain();
        }
        assertThat(output.changes()).isEmpty();
        assertThat(output.published().values()).isNotEmpty();
        output.assertBalanced();
    }

    @Test
    void goesOnWithoutARefusedFileAndReadsItOnceWhenItChangesOrIsHandedOut() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        Path changing = workspace.input().resolve("changing.csv");
        Path granted = workspace.input().resolve("granted.csv");
        Path gone = workspace.input().resolve("gone.csv");
        for (Path file : new Path[] {changing, granted, gone}) {
            ScriptedStorage.refuse(file);
            write(workspace, file.getFileName().toString(), 1);
        }
        write(workspace, "good.csv", 1);
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
            job.awaitFilesRead(4);
            assertThat(statuses(output))
                    .containsExactly(
                            "changing.csv UNREADABLE",
                            "gone.csv UNREADABLE",
                            "good.csv OK",
                            "granted.csv UNREADABLE");
            job.awaitCheckpoint();
            job.stop();
        }
        FileTime time = Files.getLastModifiedTime(gone);
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=1"))) {
            ScriptedStorage.handOutAgain(granted);
            job.await("it is read", () -> statuses(output).contains("granted.csv OK"));
            ScriptedStorage.handOutAgain(changing);
            append(workspace, "changing.csv");
            job.await("it is read", () -> statuses(output).contains("changing.csv OK"));
            job.cancel();
        }
        Files.delete(gone);
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=3"))) {
            job.awaitCheckpoint();
            ScriptedStorage.handOutAgain(gone);
            write(workspace, "gone.csv", 1);
            Files.setLastModifiedTime(gone, time);
            job.await("it is read", () -> statuses(output).contains("gone.csv OK"));
            touch(workspace, "granted.csv");
            job.await("the change is reported", () -> output.changes().size() == 1);
            job.awaitCheckpoint();
            job.drain();
        }
        assertThat(output.changes()).containsExactly("granted.csv " + Files.size(granted));
        assertThat(output.ledger().values())
                .allMatch(row -> row.getField("status").equals("OK"))
                .extracting(row -> row.getField("rows"))
                .containsExactly("2", "1", "1", "1");
        output.assertBalanced();
    }

    private static List<String> statuses(Output output) throws IOException {
        List<String> statuses = new ArrayList<>();
        output.ledger().forEach((file, row) -> statuses.add(file + " " + row.getField("status")));
        return statuses;
    }

    @Test
    void readsNoFileAgainThroughALinkToAParentFolder() throws Exception {
        Workspace workspace = Workspace.in(folder);
        write(workspace, "first.csv", 1);
        Path below = Files.createDirectories(workspace.input().resolve("below"));
        Files.createSymbolicLink(below.resolve("up"), workspace.input());
        Files.createSymbolicLink(workspace.input().resolve("again"), below);
        Files.createSymbolicLink(
                workspace.input().resolve("same.csv"), workspace.input().resolve("first.csv"));

        ReportJob.run(workspace.command("--mode=batch"));

        assertThat(workspace.results().ledger().keySet()).containsExactly("first.csv");
        assertThat(Output.sum(workspace.results().rows("daily_revenue"), "daily_revenue"))
                .isEqualByComparingTo(new BigDecimal("10"));
    }

    private static String row() {
        return DirtyFile.row("2020/08/30 12:00:00", "0", "100") + "\n";
    }

    /** Puts a file in its place, whole at once; each is a minute newer than the one before. */
    private void write(Workspace workspace, String name, int rows) throws IOException {
        Path outside = Files.writeString(folder.resolve("on-its-way"), row().repeat(rows));
        Files.setLastModifiedTime(outside, nextTime());
        Files.move(
                outside,
                workspace.input().resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private FileTime nextTime() {
        delivered++;
        return FileTime.from(DELIVERED.plusSeconds(60L * delivered));
    }

    private void replace(Workspace workspace, String name, int rows) throws IOException {
        write(workspace, name, rows);
    }

    /**
     * Appends a row to the file itself, which its reader may have open. It is out of sight
     * meanwhile, so that a look at the folder sees one change, and not each step of it.
     */
    private static void append(Workspace workspace, String name) throws IOException {
        Path file = workspace.input().resolve(name);
        FileTime time = Files.getLastModifiedTime(file);
        Path aside = file.resolveSibling("." + name);
        Files.move(file, aside);
        Files.writeString(aside, row(), StandardOpenOption.APPEND);
        Files.setLastModifiedTime(aside, FileTime.from(time.toInstant().plusSeconds(1)));
        Files.move(aside, file);
    }

    private void touch(Workspace workspace, String name) throws IOException {
        Files.setLastModifiedTime(workspace.input().resolve(name), nextTime());
    }

    /** Another file of the same size and time: nobody can see a difference. */
    private void copyWithItsTime(Workspace workspace, String name) throws IOException {
        Path file = workspace.input().resolve(name);
        Path copy = folder.resolve("on-its-way");
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
