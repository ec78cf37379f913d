package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.LocalDays;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.CommitLog;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.core.fs.Path;

/**
 * Whose output it is: {@code OUTPUT_BASE/_sms-reports/run.json}. Written by {@link RunRules} when a
 * streaming run begins, and by {@link BatchPublisher} when a batch is published.
 *
 * @param runId sorts by time and is part of file names, such as {@code 20261122t181500-4f2a}
 * @param input the folder that it reads, as the user named it
 * @param reference the reference table, as the user named it
 * @param checkpoints the folder that holds this run's checkpoints and nothing else
 * @param settings the settings that change results, by name, in the caller's order
 * @param status a batch's progress; a streaming run is always {@link RunStatus#RUNNING}
 * @param commitLog the folder of its commit log, if that is not in the output
 * @param fenced as {@link CommitLog#fenced}
 * @param reports the reports that lie in the output, for those who read it without their SQL: the
 *     run's own, and those of runs that it has replaced the dates of
 */
public record RunRecord(
        String runId,
        RunMode mode,
        String input,
        String reference,
        String checkpoints,
        Map<String, String> settings,
        Instant createdAt,
        RunStatus status,
        Optional<String> commitLog,
        boolean fenced,
        List<ReportDefinition> reports) {

    /** The setting that names the definition of the reports, by its fingerprint. */
    public static final String SQL = "--sql";

    /** The setting that says whose local times and days they are. */
    public static final String TIME_ZONE = "--time-zone";

    /** The setting that says how amounts become revenue. */
    public static final String AMOUNT_DIVISOR = "--amount-divisor";

    private static final String FILE = "run.json";
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss").withZone(ZoneOffset.UTC);
    private static final String ABSENT = "(not set)";

    public RunRecord {
        requireNonNull(runId, "runId");
        requireNonNull(mode, "mode");
        requireNonNull(input, "input");
        requireNonNull(reference, "reference");
        requireNonNull(checkpoints, "checkpoints");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(status, "status");
        requireNonNull(commitLog, "commitLog");
        reports = List.copyOf(requireNonNull(reports, "reports"));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * The record of the output's run, if any.
     *
     * @throws SmsReportsException if the file is there but cannot be understood
     */
    public static Optional<RunRecord> read(Path outputBase) throws IOException {
        return readAny(fileIn(outputBase));
    }

    /** The reports that lie in the output. */
    public ReportCatalogue catalogue() {
        return new ReportCatalogue(reports);
    }

    /** The record of a run that an output has passed to, whether or not it is in run.json yet. */
    static Optional<RunRecord> readNoted(Path outputBase, String runId) throws IOException {
        return readAny(new Path(notesIn(outputBase), runId + ".json"));
    }

    /** The record in a file, whatever its name. */
    static Optional<RunRecord> readAny(Path file) throws IOException {
        return JsonFile.read(StoredFiles.DIRECT, file, RunRecord.class);
    }

    /** Notes the run, for whoever finds in the log of the run before that the output is its own. */
    void note(StoredFiles files, Path outputBase) throws IOException {
        JsonFile.write(files, noteIn(outputBase), this);
    }

    /** Replaces the output's run.json. */
    void write(StoredFiles files, Path outputBase) throws IOException {
        JsonFile.write(files, fileIn(outputBase), this);
    }

    /** An id that no earlier run bears: the second of its start and four random hex digits. */
    static String newId(Instant now, SecureRandom random) {
        return ID_TIME.format(now) + String.format("-%04x", random.nextInt(1 << 16));
    }

    RunRecord published() {
        return new RunRecord(
                runId,
                mode,
                input,
                reference,
                checkpoints,
                settings,
                createdAt,
                RunStatus.PUBLISHED,
                commitLog,
                fenced,
                reports);
    }

    /**
     * The owners and commits of the run.
     *
     * @param outputBase where the output lies now
     */
    public CommitLog log(Path outputBase) {
        Path folder = commitLog.map(Path::new).orElse(Fence.inOutput(outputBase, runId));
        return new CommitLog(folder, fenced);
    }

    /** Each {@code name old → new} in which a request departs from this run, in a fixed order. */
    List<String> differences(RunRequest request) {
        List<String> found = new ArrayList<>();
        addDifference(found, "mode", mode.label(), request.mode().label());
        addPlace(found, "input", input, request.input());
        addPlace(found, "reference", reference, request.reference());
        addPlace(found, "checkpoints", checkpoints, request.checkpointsOf(runId));
        addDifferences(found, complete(settings), complete(request.settings()));
        addReports(found, request.reports());
        return found;
    }

    /**
     * Whether a request asks for what this run computes; where checkpoints lie is no part of it.
     */
    boolean computesTheSame(RunRequest request) {
        return mode == request.mode()
                && input.equals(request.input())
                && reference.equals(request.reference())
                && complete(settings).equals(complete(request.settings()));
    }

    /** Settings with those that the runs of earlier builds did not have. */
    private static Map<String, String> complete(Map<String, String> settings) {
        Map<String, String> complete = new LinkedHashMap<>(settings);
        complete.putIfAbsent(TIME_ZONE, timeZoneIn(settings));
        return complete;
    }

    /** The time zone among the settings of a run. */
    static String timeZoneIn(Map<String, String> settings) {
        return settings.getOrDefault(TIME_ZONE, LocalDays.UTC.toString());
    }

    /**
     * What days the output's dates are.
     *
     * @throws SmsReportsException if this Java does not know the run's time zone
     */
    public LocalDays days() throws SmsReportsException {
        String zone = timeZoneIn(settings);
        try {
            return LocalDays.of(zone);
        } catch (DateTimeException e) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "The days of the output are those of the time zone "
                            + zone
                            + ", which this Java does not know: use a newer one.",
                    e);
        }
    }

    private static void addDifferences(
            List<String> found, Map<String, String> old, Map<String, String> asked) {
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(asked.keySet());
        for (String name : names) {
            if (name.equals(SQL) && !old.containsKey(SQL)) {
                continue;
            }
            addDifference(
                    found, name, old.getOrDefault(name, ABSENT), asked.getOrDefault(name, ABSENT));
        }
    }

    /** Beside the fingerprints, which say only that something is different. */
    private void addReports(List<String> found, ReportCatalogue asked) {
        List<String> added = asked.names().stream().filter(name -> !has(name)).toList();
        if (!reports.isEmpty() && !added.isEmpty()) {
            found.replaceAll(
                    difference ->
                            isOfSql(difference)
                                    ? difference + " (new: " + String.join(", ", added) + ")"
                                    : difference);
        }
    }

    private boolean has(String report) {
        return catalogue().find(report).isPresent();
    }

    /** Whether a difference is one of the reports' definition. */
    static boolean isOfSql(String difference) {
        return difference.startsWith(SQL + " ");
    }

    private static void addPlace(List<String> found, String name, String old, String asked) {
        addDifference(found, name, PlaceName.of(old), PlaceName.of(asked));
    }

    private static void addDifference(List<String> found, String name, String old, String asked) {
        if (!old.equals(asked)) {
            found.add(name + " " + old + " → " + asked);
        }
    }

    Path noteIn(Path outputBase) {
        return new Path(notesIn(outputBase), runId + ".json");
    }

    static Path notesIn(Path outputBase) {
        return OutputFolders.runFile(outputBase, "runs");
    }

    static Path fileIn(Path outputBase) {
        return OutputFolders.runFile(outputBase, FILE);
    }
}
