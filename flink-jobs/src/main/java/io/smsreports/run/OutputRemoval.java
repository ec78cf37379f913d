package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.storage.BucketClient;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * All that belongs to one output, so that it can be removed without a job ever publishing on what
 * is left: first {@link #end() end} its runs by an entry in their commit logs, then {@link
 * #abortUploads abort} what is half uploaded, then delete the {@link #files} in their order. Of
 * each log the last entry stays for good, so that a job that was paused finds it when it wakes up.
 * A removal that is killed half way is completed by the next one; until then no run starts.
 */
public final class OutputRemoval {

    /** Of the folders that {@link RunRules} names after runs. */
    private static final Pattern RUN_ID = Pattern.compile("\\d{8}t\\d{6}-[0-9a-f]{4}");

    private final Path base;
    private final Map<String, RunRecord> runs = new LinkedHashMap<>();
    private final List<String> damages = new ArrayList<>();
    private final List<RunLog> logs = new ArrayList<>();

    private OutputRemoval(Path base) {
        this.base = base;
    }

    /**
     * A run's log.
     *
     * @param last the number of its last entry
     * @param isToEnd whether a job of the run could go on from it
     */
    private record RunLog(CommitLog log, long last, boolean isToEnd) {

        /** What stays of it, if anything does. */
        Optional<Path> kept() {
            return isToEnd
                    ? Optional.of(log.file(last + 1))
                    : Optional.of(last).filter(number -> number > 0).map(log::file);
        }
    }

    /**
     * Where else something of a local output's run lies, by its run.json, so that the caller can
     * open the storage first; nothing if that cannot be understood.
     */
    public static List<Path> placesElsewhere(Path outputBase) throws IOException {
        List<Path> places = new ArrayList<>();
        try {
            Optional<RunRecord> run = RunRecord.read(outputBase);
            run.map(RunRecord::checkpoints).map(Path::new).ifPresent(places::add);
            run.flatMap(RunRecord::commitLog).map(Path::new).ifPresent(places::add);
        } catch (SmsReportsException damaged) {
            return List.of();
        }
        return places;
    }

    /**
     * Looks at an output, and changes nothing. May watch for two heartbeats whether a job lives
     * there.
     *
     * @throws SmsReportsException if one does
     */
    public static OutputRemoval of(Path outputBase) throws IOException {
        return of(outputBase, new RunRules());
    }

    static OutputRemoval of(Path outputBase, RunRules rules) throws IOException {
        OutputRemoval removal = new OutputRemoval(outputBase);
        // Before the look at its heartbeat: a job that begins after that has written an entry.
        removal.readRuns();
        removal.refuseBesideLiveJob(rules);
        return removal;
    }

    /** A heartbeat that cannot be understood is nobody's, and what is to be removed is fenced. */
    private void refuseBesideLiveJob(RunRules rules) throws IOException {
        Optional<Heartbeat> live = Optional.empty();
        try {
            live = rules.liveJob(base);
        } catch (SmsReportsException e) {
            noteDamage(e);
        }
        if (live.isPresent()) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "a job writes %s (on %s): stop it first; nothing is removed."
                            .formatted(PlaceName.shown(base), live.get().process()));
        }
    }

    private void readRuns() throws IOException {
        Optional<CurrentRun> current = Optional.empty();
        try {
            current = CurrentRun.of(base);
        } catch (SmsReportsException e) {
            noteDamage(e);
        }
        for (FileStatus file : StoredFiles.DIRECT.list(RunRecord.notesIn(base))) {
            try {
                RunRecord.readAny(file.getPath()).ifPresent(this::add);
            } catch (SmsReportsException e) {
                noteDamage(e);
            }
        }
        current.map(CurrentRun::run).ifPresent(this::add);
        try {
            PublishJournal.read(base).map(PublishJournal::run).ifPresent(this::add);
            RunRecord.read(base).ifPresent(this::add);
        } catch (SmsReportsException e) {
            noteDamage(e);
        }
        String owner = current.map(CurrentRun::run).map(RunRecord::runId).orElse("");
        Set<Path> known = new LinkedHashSet<>();
        for (RunRecord run : runs.values()) {
            CommitLog log = run.log(base);
            // Where it is not known whose the output is, it may be anybody's.
            addLog(log, run.runId().equals(owner) || !damages.isEmpty());
            known.add(log.folder());
        }
        for (FileStatus folder : StoredFiles.DIRECT.list(logsInOutput())) {
            CommitLog log = new CommitLog(new Path(logsInOutput(), nameOf(folder)), true);
            if (folder.isDir() && !known.contains(log.folder())) {
                addLog(log, false);
            }
        }
    }

    private void noteDamage(SmsReportsException e) throws SmsReportsException {
        if (e.code() != ErrorCode.STATE_DAMAGED) {
            throw e;
        }
        if (!damages.contains(e.getMessage())) {
            damages.add(e.getMessage());
        }
    }

    /** One whose id is none may have been written by anybody, and name anything. */
    private void add(RunRecord run) {
        if (RUN_ID.matcher(run.runId()).matches()) {
            runs.put(run.runId(), run);
        }
    }

    private void addLog(CommitLog log, boolean ofOwner) throws IOException {
        long last = log.lastNumber();
        boolean isOver = last > 0 && isOver(log);
        logs.add(new RunLog(log, last, !isOver && (ofOwner || last > 0)));
    }

    private boolean isOver(CommitLog log) throws IOException {
        try {
            return log.last().entry().filter(LogEntry::endsRun).isPresent();
        } catch (SmsReportsException e) {
            noteDamage(e);
            return false;
        }
    }

    /** What cannot be understood of the output's own files, a line each; it is removed, too. */
    public List<String> damages() {
        return List.copyOf(damages);
    }

    /** Whether it is known which checkpoints are the output's. */
    public boolean knowsItsRuns() {
        return damages.isEmpty() || !runs.isEmpty();
    }

    /**
     * Where the checkpoints of the output's runs are, or were: as the runs have noted it, and below
     * a folder, for an output that has been moved.
     *
     * @param folder CHECKPOINT_BASE
     */
    public List<Path> checkpoints(Path folder) {
        Map<String, Path> places = new LinkedHashMap<>();
        for (RunRecord run : runs.values()) {
            for (Path place : List.of(new Path(run.checkpoints()), new Path(folder, run.runId()))) {
                if (place.getName().equals(run.runId())) {
                    places.putIfAbsent(PlaceName.of(place), place);
                }
            }
        }
        return List.copyOf(places.values());
    }

    /**
     * The output's own files and folders that are there, in the order in which they are to be
     * deleted: run.json is among the last, so that no run starts on the rest.
     *
     * @param reports those that may lie there, besides the ones that its runs name
     */
    public List<Path> files(ReportCatalogue reports) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : folders(reports).data()) {
            addIfThere(found, new Path(base, folder));
        }
        Path own = OutputFolders.runFolder(base);
        Path runFile = RunRecord.fileIn(base);
        for (FileStatus file : StoredFiles.DIRECT.list(own)) {
            Path path = new Path(own, nameOf(file));
            if (!path.equals(runFile) && !path.equals(logsInOutput())) {
                found.add(path);
            }
        }
        for (RunLog log : logs) {
            addLogFiles(found, log);
        }
        for (RunRecord run : runs.values()) {
            if (run.commitLog().isPresent()) {
                addIfThere(found, new FirstRun(StoredFiles.DIRECT, base, run).claimFile());
            }
        }
        addIfThere(found, runFile);
        boolean keepsALog =
                logs.stream()
                        .filter(log -> log.log().folder().getParent().equals(logsInOutput()))
                        .anyMatch(log -> log.kept().isPresent());
        if (!keepsALog) {
            addIfThere(found, own);
        }
        return found.stream().distinct().toList();
    }

    private void addLogFiles(List<Path> found, RunLog log) throws IOException {
        Path folder = log.log().folder();
        for (FileStatus file : StoredFiles.DIRECT.list(folder)) {
            Path path = new Path(folder, nameOf(file));
            if (!Optional.of(path).equals(log.kept())) {
                found.add(path);
            }
        }
        if (log.kept().isEmpty()) {
            addIfThere(found, folder);
        }
    }

    private OutputFolders folders(ReportCatalogue reports) {
        ReportCatalogue all = reports;
        for (RunRecord run : runs.values()) {
            all = all.with(run.catalogue());
        }
        return new OutputFolders(all);
    }

    /**
     * Takes the output away from its runs: no job of theirs may commit from here on.
     *
     * @throws SmsReportsException if a job has gone on since this output was looked at
     */
    public void end() throws IOException {
        for (RunLog log : logs) {
            if (log.isToEnd()) {
                end(log);
            }
        }
    }

    private void end(RunLog log) throws IOException {
        CommitLog.Position seen = new CommitLog.Position(log.last(), Optional.empty());
        if (!log.log().append(seen, LogEntry.cleaned())) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "a job has gone on with %s meanwhile (%s): stop it first, and clean again; nothing is removed."
                            .formatted(
                                    PlaceName.shown(base),
                                    PlaceName.of(log.log().file(log.last() + 1))));
        }
    }

    /**
     * Discards what is half uploaded to the output, and to other places, where they lie in buckets:
     * nobody can complete it, and nobody pays for it.
     *
     * @param reports as {@link #files}
     * @param others such as the checkpoints
     */
    public void abortUploads(ReportCatalogue reports, List<Path> others) throws IOException {
        List<Path> places = new ArrayList<>(others);
        folders(reports).all().forEach(folder -> places.add(new Path(base, folder)));
        for (Path place : places) {
            if (ObjectStore.holds(place)) {
                BucketClient.of(place).abortUploads(place);
            }
        }
    }

    private Path logsInOutput() {
        return Fence.inOutput(base, "x").getParent();
    }

    private static void addIfThere(List<Path> found, Path path) throws IOException {
        if (StoredFiles.DIRECT.status(path).isPresent()) {
            found.add(path);
        }
    }

    private static String nameOf(FileStatus file) {
        return file.getPath().getName();
    }
}
