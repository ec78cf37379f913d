package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.Revenue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/** What users read when a run may not start: each text is one line and ends with what to do. */
final class Refusal {

    private static final String ELSEWHERE_OR_OVERWRITE =
            "Use another --output, or --overwrite to replace the dates that this batch computes.";

    private Refusal() {}

    static SmsReportsException liveJob(RunRequest request, Heartbeat beat) {
        return because(
                String.format(
                        "Output %s is being written by a live job: run %s, Flink job %s on %s,"
                                + " last heard of at %s.",
                        request.output(), beat.runId(), beat.jobId(), beat.process(), beat.at()),
                "Stop it first, or use another --output.");
    }

    static SmsReportsException halfCleaned(RunRequest request) {
        return because(
                String.format(
                        "Output %s is being cleaned, or its cleaning was interrupted.",
                        request.output()),
                String.format(
                        "Complete that with ./sms-reports clean --output %s, or use another"
                                + " --output.",
                        request.output()));
    }

    static SmsReportsException overtaken(RunRequest request) {
        return because(
                String.format(
                        "Another start on output %s was faster than this one.", request.output()),
                "Nothing has changed here; look at ./sms-reports status, or start this one again when"
                        + " the other has ended.");
    }

    static SmsReportsException claimed(RunRequest request, Path claim) {
        return because(
                String.format(
                        "Output %s has had its first run, says %s.",
                        request.output(), PlaceName.of(claim)),
                "If that output was removed by hand, remove this file too; else another start was"
                        + " faster than this one: look at ./sms-reports status.");
    }

    static SmsReportsException atOnce(RunRequest request, Path note) {
        return because(
                String.format(
                        "Another first start on output %s, with its commit log in another place, has"
                                + " begun, says %s.",
                        request.output(), PlaceName.of(note)),
                String.format(
                        "Nothing has changed here; if none of them runs, complete that with"
                                + " ./sms-reports clean --output %s, and start again.",
                        request.output()));
    }

    static SmsReportsException otherLog(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "Run %s of output %s keeps its commit log in %s.",
                        run.runId(),
                        request.output(),
                        PlaceName.of(run.log(request.outputBase()).folder().getParent())),
                "Give that as --commit-log, or leave it out.");
    }

    static SmsReportsException unfenced(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "Nothing keeps a second job away from run %s of output %s, which was begun"
                                + " with --unfenced.",
                        run.runId(), request.output()),
                "Accept with --unfenced again that two jobs which are started at once may publish"
                        + " twice, or use another --output.");
    }

    static SmsReportsException logGone(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "The commit log of run %s, %s, is gone, and with it what of output %s is"
                                + " committed.",
                        run.runId(),
                        PlaceName.of(run.log(request.outputBase()).folder()),
                        request.output()),
                "Bring it back from a copy, or use another --output.");
    }

    static SmsReportsException damagedFile(SmsReportsException damage) {
        return because(
                damage.getMessage() + ".", "Bring it back from a copy, or use another --output.");
    }

    static SmsReportsException publishedBatch(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "Output %s holds the reports of batch run %s, which streaming cannot"
                                + " continue.",
                        request.output(), run.runId()),
                "Use another --output.");
    }

    static SmsReportsException closed(RunRequest request, ClosedOutput closed) {
        Optional<LocalDate> lastDay = closed.lastDay();
        return because(
                String.format(
                        "Output %s was closed by %s at %s; %s.",
                        request.output(),
                        closed.by().label(),
                        closed.closedAt(),
                        lastDay.map(day -> "its last day " + day + " is final")
                                .orElse("that it has no rows is final")),
                "Use another --output, or run --mode batch --overwrite to restate it.");
    }

    static SmsReportsException reportsWithoutRun(RunRequest request, String report) {
        return because(
                String.format(
                        "Output %s holds reports (%s) but no _sms-reports/run.json, so no run can"
                                + " continue them.",
                        request.output(), report),
                orRemove(request));
    }

    private static String orRemove(RunRequest request) {
        return String.format(
                "Use another --output, or remove it with ./sms-reports clean --output %s.",
                request.output());
    }

    static SmsReportsException nothingToResume(RunRequest request, String path) {
        return because(
                String.format(
                        "Output %s has no run that --resume %s could continue: a checkpoint belongs"
                                + " to the output that it was taken on.",
                        request.output(), PlaceName.of(path)),
                "Use that --output, or --resume auto.");
    }

    static SmsReportsException cannotStartOver(RunRequest request, String report) {
        return because(
                String.format(
                        "Output %s holds reports (%s), so --resume none cannot start over on it.",
                        request.output(), report),
                orRemove(request));
    }

    static SmsReportsException cannotStartOverCommitted(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "Run %s of output %s has begun to commit, says its commit log, so --resume"
                                + " none cannot start over on it: the files may come yet.",
                        run.runId(), request.output()),
                "Use --resume auto, another --output, or remove it with ./sms-reports clean.");
    }

    static SmsReportsException otherSettings(
            RunRequest request, RunRecord run, List<String> differences, boolean canStartOver) {
        boolean ofSql = differences.stream().anyMatch(RunRecord::isOfSql);
        return because(
                String.format(
                        "Output %s belongs to run %s with other settings: %s.",
                        request.output(), run.runId(), String.join(", ", differences)),
                orStartOver(
                        ofSql
                                ? "Use the old reports (their --sql, or the version of the job that has"
                                        + " them) and settings, or another --output, or close the run"
                                        + " with them (./sms-reports stop --drain) and run --mode batch"
                                        + " --overwrite"
                                : "Use the old settings, or another --output",
                        canStartOver));
    }

    static SmsReportsException checkpointsGone(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "Run %s of output %s has committed, but none of its checkpoints lies in"
                                + " %s; from the beginning it would publish windows twice.",
                        run.runId(), request.output(), PlaceName.of(run.checkpoints())),
                "Bring them back, or use another --output.");
    }

    static SmsReportsException newestDamaged(RunRecord run, Snapshot snapshot) {
        return because(
                String.format(
                        "The newest checkpoint of run %s, %s, is damaged: %s. An older one would"
                                + " publish windows twice.",
                        run.runId(), PlaceName.of(snapshot.folder()), snapshot.damage()),
                "Bring its files back, or use another --output.");
    }

    static SmsReportsException newestLost(RunRecord run, Snapshot snapshot, long committed) {
        return because(
                String.format(
                        "The newest checkpoint of run %s, %s, is number %d, but number %d was"
                                + " committed and is lost. The older one would publish windows"
                                + " twice.",
                        run.runId(),
                        PlaceName.of(snapshot.folder()),
                        snapshot.checkpointId(),
                        committed),
                "Bring the lost one back, or use another --output.");
    }

    static SmsReportsException incomplete(String path) {
        return because(
                String.format(
                        "--resume %s is no complete checkpoint or savepoint: no _metadata lies"
                                + " there.",
                        PlaceName.of(path)),
                "Name a folder that holds one, or use --resume auto.");
    }

    static SmsReportsException damaged(String path, Snapshot snapshot) {
        return because(
                String.format("--resume %s is damaged: %s.", PlaceName.of(path), snapshot.damage()),
                "Bring its files back, or use --resume auto.");
    }

    static SmsReportsException older(
            String path, Snapshot snapshot, RunRecord run, long completed) {
        return because(
                String.format(
                        "--resume %s is checkpoint number %d, and not one of the last job's of run"
                                + " %s, which has committed number %d: it would publish windows"
                                + " twice.",
                        PlaceName.of(path), snapshot.checkpointId(), run.runId(), completed),
                "Use --resume auto.");
    }

    static SmsReportsException resumedBatch(String path) {
        return because(
                String.format(
                        "--resume %s is for streaming: a batch starts from the beginning.",
                        PlaceName.of(path)),
                "Leave it out, or run --mode streaming.");
    }

    static SmsReportsException holdsReports(RunRequest request, String report) {
        return because(
                String.format("Output %s holds reports (%s).", request.output(), report),
                ELSEWHERE_OR_OVERWRITE);
    }

    static SmsReportsException resumable(RunRequest request, RunRecord run) {
        return because(
                String.format(
                        "Output %s belongs to streaming run %s, which can be resumed.",
                        request.output(), run.runId()),
                "Use another --output, or close it first: start it with its own command, then"
                        + (run.mode() == RunMode.STREAMING_BOUNDED
                                ? " let it end."
                                : " ./sms-reports stop --drain."));
    }

    static SmsReportsException unconfirmedCommit(
            RunRequest request, RunRecord run, ClosedOutput closed) {
        return because(
                String.format(
                        "Output %s of run %s was closed by %s at %s, but its job may have been"
                                + " killed before its last commit.",
                        request.output(), run.runId(), closed.by().label(), closed.closedAt()),
                "Start that run once more with its own command: it completes the commit and ends."
                        + " Then repeat this command.");
    }

    static SmsReportsException otherProgram(String snapshot, long operators) {
        return because(
                String.format(
                        "%s was taken by another version of the job: it holds the state of %d"
                                + " operators that this version does not have.",
                        snapshot, operators),
                "Go on with that version, or close the run with it (./sms-reports stop --drain)"
                        + " and use another --output with this one.");
    }

    static SmsReportsException closedStreaming(
            RunRequest request, RunRecord run, ClosedOutput closed) {
        return because(
                String.format(
                        "Output %s belongs to streaming run %s, closed by %s at %s.",
                        request.output(), run.runId(), closed.by().label(), closed.closedAt()),
                ELSEWHERE_OR_OVERWRITE);
    }

    static SmsReportsException otherDivisor(RunRequest request, String old, String asked) {
        return because(
                String.format(
                        "Output %s holds revenue with %s %s, and this batch would put some with %s"
                                + " beside it.",
                        request.output(), RunRecord.AMOUNT_DIVISOR, old, asked),
                String.format(
                        "Use %s %s, or another --output for all dates.",
                        RunRecord.AMOUNT_DIVISOR, old));
    }

    static SmsReportsException otherTimeZone(RunRequest request, String old, String asked) {
        return because(
                String.format(
                        "Output %s holds days of the time zone %s, and this batch would put some of"
                                + " %s beside them.",
                        request.output(), old, asked),
                String.format(
                        "Use %s %s, or another --output for all dates.", RunRecord.TIME_ZONE, old));
    }

    static SmsReportsException cutDates(CutDates cut, Set<String> restatable) {
        return because(CutDatesText.reason(cut), CutDatesText.remedy(cut, restatable));
    }

    static SmsReportsException unknownFileDays(String file, RuntimeException cause) {
        return new SmsReportsException(
                ErrorCode.RUN_REFUSED,
                String.format(
                        "%s cannot be understood, so that nobody knows which files count there."
                                + " Bring it back from a copy, or use another --output.",
                        file),
                cause);
    }

    static SmsReportsException noRowOf(SortedSet<String> dates, Path outputBase) {
        return new SmsReportsException(
                ErrorCode.NOTHING_TO_DO,
                String.format(
                        "Nothing to do: neither the input nor output %s has a row of %s. Check"
                                + " --date and --input.",
                        PlaceName.of(outputBase), String.join(", ", dates)));
    }

    static SmsReportsException restatedFileChanged(
            SortedSet<String> dates, SortedMap<String, RestatementCheck.Change> others) {
        return because(
                String.format(
                        "%s cannot be restated alone: files that count there have other rows now"
                                + " than are published of %s.",
                        String.join(", ", dates),
                        others.entrySet().stream()
                                .map(other -> other.getKey() + " " + text(other.getValue()))
                                .collect(Collectors.joining(", "))),
                "Restate these too: add "
                        + others.keySet().stream()
                                .map(date -> "--date " + date)
                                .collect(Collectors.joining(" "))
                        + (others.values().stream().anyMatch(RestatementCheck.Change::losesRows)
                                ? "; but if these are other files of the same names, give them names"
                                        + " of their own."
                                : "."));
    }

    private static String text(RestatementCheck.Change change) {
        return String.format(
                "(rows %d → %d, revenue %s → %s)",
                change.before().accepted(),
                change.after().accepted(),
                Revenue.text(change.before().revenue()),
                Revenue.text(change.after().revenue()));
    }

    private static String orStartOver(String remedy, boolean canStartOver) {
        return canStartOver
                ? remedy + ", or start over with --resume none: nothing is published yet."
                : remedy + ".";
    }

    private static SmsReportsException because(String reason, String remedy) {
        return new SmsReportsException(
                ErrorCode.RUN_REFUSED, (reason + " " + remedy).replaceAll("\\s*\\R\\s*", " "));
    }
}
