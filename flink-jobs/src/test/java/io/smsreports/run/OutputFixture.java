package io.smsreports.run;

import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.ProcessIdentity;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An output and its checkpoints in a temporary folder, and requests for runs on it. */
final class OutputFixture {

    static final String STARTED = "2026-11-22T18:15:00Z";
    static final String NOW = "2026-11-22T19:00:00Z";
    static final String REPORT = "daily_revenue/dt=2020-08-30/daily_revenue-x-0.csv";
    static final String RUN = "20261122t181500-4f2a";
    static final Map<String, String> SETTINGS =
            Map.of("watermark-delay", "10m", "amount-divisor", "10");

    /** How many folders a restated date has a part of. */
    static final int FOLDERS_BY_EVENT_DATE =
            new OutputFolders(PipelineSql.packagedCatalogue()).byEventDate().size();

    /** Greater than any process id that a system hands out: no such process lives. */
    static final long DEAD_PID = Long.MAX_VALUE;

    /** A run before {@link #RUN}. */
    static final String BEFORE = "20261122t170000-0001";

    /** The token of the run's job. */
    static final String OWNER = "owner-1";

    /** A process that cannot be seen from here. */
    static final ProcessIdentity ELSEWHERE =
            new ProcessIdentity("worker-3", "pid:[4026531836]", 77, Optional.empty());

    final Path output;
    final Path checkpoints;

    OutputFixture(Path folder) {
        this.output = folder.resolve("output");
        this.checkpoints = folder.resolve("checkpoints");
    }

    org.apache.flink.core.fs.Path base() {
        return new org.apache.flink.core.fs.Path(output.toString());
    }

    RunRequest streaming() {
        return request(RunMode.STREAMING, SETTINGS, "auto", false);
    }

    RunRequest streaming(String resume) {
        return request(RunMode.STREAMING, SETTINGS, resume, false);
    }

    RunRequest streaming(Fence fence) {
        RunRequest request = streaming();
        return new RunRequest(
                request.mode(),
                request.input(),
                request.reference(),
                request.output(),
                request.checkpoints(),
                request.settings(),
                request.reports(),
                request.resume(),
                fence,
                request.overwrite());
    }

    RunRequest batch() {
        return request(RunMode.BATCH, SETTINGS, "auto", false);
    }

    RunRequest overwritingBatch() {
        return request(RunMode.BATCH, SETTINGS, "auto", true);
    }

    RunRequest overwritingBatch(Map<String, String> settings) {
        return request(RunMode.BATCH, settings, "auto", true);
    }

    RunRequest request(
            RunMode mode, Map<String, String> settings, String resume, boolean overwrite) {
        return new RunRequest(
                mode,
                "data/in",
                "data/ref.csv",
                output.toString(),
                checkpoints.toString(),
                settings,
                PipelineSql.packagedCatalogue(),
                Resume.of(resume),
                Fence.IN_OUTPUT,
                overwrite);
    }

    /** The record of {@link #RUN} with the settings of {@link #streaming()}. */
    RunRecord record(RunMode mode) {
        return record(RUN, mode);
    }

    RunRecord record(String runId, RunMode mode) {
        return record(runId, mode, Optional.empty(), true);
    }

    RunRecord record(String runId, RunMode mode, Optional<String> commitLog, boolean fenced) {
        return new RunRecord(
                runId,
                mode,
                "data/in",
                "data/ref.csv",
                checkpoints.resolve(runId).toString(),
                SETTINGS,
                Instant.parse(STARTED),
                RunStatus.RUNNING,
                commitLog,
                fenced,
                PipelineSql.packagedCatalogue().reports());
    }

    Path checkpointsOfRun() {
        return checkpoints.resolve(RUN);
    }

    // -------------------------------------------------------- what lies in an output

    /** A run; a streaming one has had a job, {@link #OWNER}. */
    OutputFixture hasRun(RunMode mode) throws IOException {
        record(mode).write(StoredFiles.DIRECT, base());
        if (mode != RunMode.BATCH) {
            hasEntry(LogEntry.Kind.START, OWNER, 0, "");
        }
        return this;
    }

    /** A streaming run that was begun with {@code --unfenced}, and has had a job. */
    OutputFixture hasUnfencedRun() throws IOException {
        hasRun(RunMode.STREAMING);
        record(RUN, RunMode.STREAMING, Optional.empty(), false).write(StoredFiles.DIRECT, base());
        return this;
    }

    /** A streaming run that had the output before, {@link #BEFORE}, has committed and is closed. */
    OutputFixture hasRunBefore() throws IOException {
        RunRecord before = record(BEFORE, RunMode.STREAMING);
        before.write(StoredFiles.DIRECT, base());
        CommitLog log = before.log(base());
        for (LogEntry.Kind kind : List.of(LogEntry.Kind.START, LogEntry.Kind.COMMIT)) {
            log.append(log.last(), new LogEntry(kind, OWNER, 0, "", "a test"));
        }
        ClosedOutput closed =
                new ClosedOutput(
                        BEFORE, Instant.parse(NOW), ClosedOutput.By.DRAIN, Optional.empty(), 0);
        closed.write(base());
        closed.confirmCommit(base());
        return this;
    }

    /** The batch {@link #RUN}, which begins on the output as it is now. */
    BatchRun beginsBatch() throws IOException {
        BatchRun batch = new BatchRun(base(), record(RunMode.BATCH), CurrentRun.of(base()));
        batch.begin(StoredFiles.DIRECT);
        return batch;
    }

    /** Adds an entry to the run's commit log. */
    OutputFixture hasEntry(LogEntry.Kind kind, String owner, long checkpoint, String detail)
            throws IOException {
        CommitLog log = record(RunMode.STREAMING).log(base());
        log.append(log.last(), new LogEntry(kind, owner, checkpoint, detail, "a test"));
        return this;
    }

    OutputFixture hasPublishedBatch() throws IOException {
        record(RunMode.BATCH).published().write(StoredFiles.DIRECT, base());
        return this;
    }

    OutputFixture hasReport() throws IOException {
        return hasFile(REPORT);
    }

    OutputFixture hasFile(String name) throws IOException {
        write(name, "x");
        return this;
    }

    /** A complete checkpoint or savepoint of the run, such as {@code job-a/chk-9}. */
    OutputFixture hasCheckpoint(String place, long number) throws IOException {
        SnapshotFixture.complete(checkpointsOfRun().resolve(place), number, OWNER);
        return this;
    }

    OutputFixture hasTornCheckpoint(String place, long number) throws IOException {
        SnapshotFixture.torn(checkpointsOfRun().resolve(place), number);
        return this;
    }

    OutputFixture hasUnfinishedCheckpoint(String place) throws IOException {
        SnapshotFixture.unfinished(checkpointsOfRun().resolve(place));
        return this;
    }

    /** The owner has committed a checkpoint. */
    OutputFixture hasCommitted(long checkpoint) throws IOException {
        return hasEntry(LogEntry.Kind.COMMIT, OWNER, checkpoint, "");
    }

    /** The heartbeat of a job on this machine whose process is dead. */
    OutputFixture hasKilledJob() throws IOException {
        ProcessIdentity self = ProcessIdentity.ofThis();
        withHeartbeat(
                new ProcessIdentity(self.host(), self.namespace(), DEAD_PID, self.startedAt()), 1);
        return this;
    }

    /** The heartbeat of a job elsewhere, which is renewed as time goes by. */
    OutputFixture hasLiveJob(HandClock clock) throws IOException {
        Heartbeat first = withHeartbeat(ELSEWHERE, 1);
        clock.whileSleeping(now -> withHeartbeat(ELSEWHERE, first.beat() + 1));
        return this;
    }

    /**
     * @param lastDay as {@code 2020-08-30}, or empty for an output without rows
     * @param checkpoint that holds the end; 0 if it is not known
     */
    OutputFixture isClosed(ClosedOutput.By by, String lastDay, long checkpoint) throws IOException {
        Optional<LocalDate> day =
                Optional.of(lastDay).filter(d -> !d.isEmpty()).map(LocalDate::parse);
        new ClosedOutput(RUN, Instant.parse(NOW), by, day, checkpoint).write(base());
        return this;
    }

    /** Notes that the last commit of a closed output is known to be done. */
    void isCommitted() throws IOException {
        ClosedOutput.read(base()).orElseThrow().confirmCommit(base());
    }

    Heartbeat withHeartbeat(ProcessIdentity process, long number) throws IOException {
        Heartbeat beat =
                new Heartbeat(
                        RUN,
                        OWNER,
                        process,
                        "job-1",
                        number,
                        Instant.parse(NOW),
                        Duration.ofSeconds(5),
                        false);
        write("_sms-reports/heartbeat.json", "");
        JsonFile.write(
                StoredFiles.DIRECT,
                new org.apache.flink.core.fs.Path(base(), "_sms-reports/heartbeat.json"),
                beat);
        return beat;
    }

    void write(String name, String content) throws IOException {
        Path file = output.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    String read(String name) throws IOException {
        return new String(Files.readAllBytes(output.resolve(name)), StandardCharsets.ISO_8859_1);
    }

    /** A message with what its words OUT, RUN and CHECKPOINTS (the run's) stand for. */
    String named(String message) {
        return message.replaceAll("\\bOUT\\b", output.toString())
                .replaceAll("\\bRUN\\b", RUN)
                .replaceAll("\\bCHECKPOINTS\\b", checkpointsOfRun().toString());
    }

    /** The output's files but for those of runs. */
    SortedMap<String, String> reports() throws IOException {
        SortedMap<String, String> found = contents();
        found.keySet().removeIf(name -> name.startsWith("_"));
        return found;
    }

    /** All files of the output with their contents, byte by byte. */
    SortedMap<String, String> contents() throws IOException {
        return contentsOf(output);
    }

    /** The names of all files but for the log of owners and commits. */
    List<String> names() throws IOException {
        return contents().keySet().stream()
                .filter(name -> !name.matches("_sms-reports/(commits|runs)/.*"))
                .toList();
    }

    static SortedMap<String, String> contentsOf(Path folder) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        if (!Files.exists(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            try {
                Files.copy(file, target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
