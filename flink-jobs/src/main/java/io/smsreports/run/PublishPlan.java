package io.smsreports.run;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sink.ReportFiles;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Works out the journal of a batch from what it staged and, if it overwrites, from what lies in the
 * output. Changes nothing but the staging: ledgers and rejects that lose rows are staged anew.
 */
final class PublishPlan {

    private static final String REWRITTEN = "_rewritten";

    /** In the names of ledger files whose rows of other files are not what they were. */
    private static final String KEPT = "kept";

    private static final String RESTATED = "_restated";
    private static final String FILES_READ = "files read";

    /** Called before each file that is read or written, which takes long over a long history. */
    interface Progress {
        void beforeFile() throws IOException;
    }

    private final StoredFiles files;
    private final RowsByFile rows;
    private final Progress progress;
    private final Path outputBase;
    private final RunRecord run;
    private final Path staging;
    private final OutputFolders folders;
    private final List<String> byEventDate;

    /** Event dates by partition name; the ledger and the rejects are kept apart. */
    private final Map<String, PartBuilder> dates = new TreeMap<>();

    private final PartBuilder filesRead = new PartBuilder();
    private final Set<String> computed = new TreeSet<>();
    private int keptFiles;

    private final List<Publication.Change> changes = new ArrayList<>();

    /** What is restated if not every date that was computed. */
    private Optional<RestatementCheck> restatement = Optional.empty();

    private PublishPlan(StoredFiles files, Path outputBase, RunRecord run, Progress progress) {
        this.files = files;
        this.rows = new RowsByFile(files);
        this.progress = progress;
        this.outputBase = outputBase;
        this.run = run;
        this.staging = OutputFolders.staging(outputBase, run.runId());
        this.folders = new OutputFolders(run.catalogue());
        this.byEventDate = folders.byEventDate();
    }

    /** A batch that adds to an output without reports. */
    static PublishJournal adding(
            StoredFiles files, Path outputBase, RunRecord run, Progress progress)
            throws IOException {
        PublishPlan plan = new PublishPlan(files, outputBase, run, progress);
        plan.moveStaged();
        return plan.journal();
    }

    /**
     * What a batch may replace.
     *
     * @param inputFiles the files that it was given, as the {@code file} columns name them
     * @param replaceAll also dates of which rows vanish that it has not read
     */
    record Overwrite(Set<String> inputFiles, boolean replaceAll) {}

    /**
     * A batch that replaces the dates that it computed, and the ledger and reject rows of the files
     * that it read.
     *
     * @throws SmsReportsException if published rows would vanish
     */
    static PublishJournal overwriting(
            StoredFiles files,
            Path outputBase,
            RunRecord run,
            Progress progress,
            Overwrite overwrite)
            throws IOException {
        PublishPlan plan = new PublishPlan(files, outputBase, run, progress);
        RestatementCheck check =
                RestatementCheck.ofComputed(
                        plan.stagedDates(), plan.readings(overwrite.inputFiles()));
        if (!overwrite.replaceAll()) {
            check.requireNothingCut();
        }
        plan.replace(check.dates());
        plan.dropRowsOf(overwrite.inputFiles(), check.lost());
        plan.moveStaged();
        plan.deleteReplacedDates();
        return plan.journal();
    }

    /**
     * A batch that replaces some dates only, and the ledger and reject rows of the files that have
     * rows there.
     *
     * @param dates as {@code yyyy-MM-dd}
     * @throws SmsReportsException if published rows would vanish, if the output would not balance
     *     any more, or if neither the batch nor the output has a row of the dates
     */
    static PublishJournal restating(
            StoredFiles files,
            Path outputBase,
            RunRecord run,
            Progress progress,
            Overwrite overwrite,
            NavigableSet<String> dates)
            throws IOException {
        PublishPlan plan = new PublishPlan(files, outputBase, run, progress);
        RestatementCheck check =
                RestatementCheck.ofNamed(dates, plan.readings(overwrite.inputFiles()));
        if (!overwrite.replaceAll()) {
            check.requireNothingCut();
        }
        check.requireBalance();
        plan.restatement = Optional.of(check);
        plan.replace(dates);
        plan.dropRowsOf(check.restated(), check.lost());
        plan.keepStagedRowsOf(check);
        plan.moveStaged();
        plan.deleteReplacedDates();
        if (plan.changes.stream().allMatch(Publication.Change::isOfNoRows)) {
            throw Refusal.noRowOf(dates, outputBase);
        }
        return plan.journal();
    }

    private RestatementCheck.Readings readings(Set<String> inputFiles) throws IOException {
        return new RestatementCheck.Readings(
                FileDays.read(files, progress, outputBase),
                FileDays.read(files, progress, staging),
                FilesGiven.read(files, staging, inputFiles),
                new ReportedRows(files, progress, outputBase, run.catalogue()));
    }

    /** The dates of which the batch has computed figures. */
    private NavigableSet<String> stagedDates() throws IOException {
        NavigableSet<String> found = new TreeSet<>();
        for (FileStatus folder : files.list(staging)) {
            String report = folder.getPath().getName();
            if (folders.isOfFigures(report)) {
                files.visible(folder.getPath()).stream()
                        .filter(name -> name.startsWith(ReportFiles.FOLDER_PREFIX))
                        .map(name -> name.substring(0, name.indexOf('/')))
                        .map(name -> name.substring(ReportFiles.FOLDER_PREFIX.length()))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private void replace(NavigableSet<String> replaced) {
        for (String date : replaced) {
            computed.add(ReportFiles.FOLDER_PREFIX + date);
            dates.put(ReportFiles.FOLDER_PREFIX + date, new PartBuilder());
        }
    }

    /** Leaves the ledger and reject rows of all other files where they are staged. */
    private void keepStagedRowsOf(RestatementCheck check) throws IOException {
        Set<String> restated = check.restated();
        for (String report : OutputFolders.BY_INPUT_FILE) {
            for (String name : files.visible(new Path(staging, report))) {
                progress.beforeFile();
                Path from = new Path(staging, report + "/" + name);
                Path to = new Path(staging, RESTATED + "/" + report + "/" + name);
                if (rows.count(from, restated).of() > 0) {
                    rows.copyOf(from, to, restated, check::ledgerLate);
                }
            }
        }
    }

    private void moveStaged() throws IOException {
        for (FileStatus folder : files.list(staging)) {
            String report = folder.getPath().getName();
            if (!report.startsWith("_")) {
                moveStaged(report);
            }
        }
    }

    private void moveStaged(String report) throws IOException {
        int number = 0;
        boolean restated = restatement.isPresent() && OutputFolders.BY_INPUT_FILE.contains(report);
        String source = restated ? RESTATED + "/" + report : report;
        for (String staged : files.visible(new Path(staging, source))) {
            if (isLeftStaged(report, staged)) {
                continue;
            }
            String folder = staged.substring(0, staged.lastIndexOf('/') + 1);
            String target =
                    String.format("%s/%s%s-%s-%d.csv", report, folder, report, run.runId(), number);
            move(partOf(report, staged), stagedPath(source + "/" + staged), target, false);
            number++;
        }
    }

    /** Of a date that is not restated: its ledger is complete, but its reports are not. */
    private boolean isLeftStaged(String report, String staged) {
        return restatement.isPresent()
                && byEventDate.contains(report)
                && !computed.contains(staged.substring(0, Math.max(0, staged.indexOf('/'))));
    }

    private PartBuilder partOf(String report, String staged) {
        if (OutputFolders.BY_INPUT_FILE.contains(report)) {
            return filesRead;
        }
        String partition = staged.substring(0, Math.max(0, staged.indexOf('/')));
        if (folders.isOfFigures(report)) {
            computed.add(partition);
        }
        return dates.computeIfAbsent(partition, name -> new PartBuilder());
    }

    private void deleteReplacedDates() throws IOException {
        for (String partition : computed) {
            List<String> deletes = dates.get(partition).deletes;
            for (String report : byEventDate) {
                String folder = report + "/" + partition;
                Optional<String> revenue = folders.revenueColumn(report);
                progress.beforeFile();
                changes.add(
                        new Publication.Change(
                                partition.substring(ReportFiles.FOLDER_PREFIX.length()),
                                report,
                                ReportTotals.of(files, new Path(outputBase, folder), revenue),
                                ReportTotals.of(files, new Path(staging, folder), revenue)));
                for (String old : files.visible(new Path(outputBase, folder))) {
                    deletes.add(folder + "/" + old);
                }
            }
        }
    }

    /**
     * Takes the rows of some files out of the ledger and the rejects of the output.
     *
     * @param lost what other files count no more, which their ledger rows are to say
     */
    private void dropRowsOf(Set<String> inputFiles, Map<String, FileDays.Part> lost)
            throws IOException {
        for (String report : OutputFolders.BY_INPUT_FILE) {
            boolean counts = report.equals(AuditFolders.FILE_LEDGER);
            for (String name : files.visible(new Path(outputBase, report))) {
                dropRowsOf(inputFiles, counts ? lost : Map.of(), report, name);
            }
        }
    }

    private void dropRowsOf(
            Set<String> inputFiles, Map<String, FileDays.Part> lost, String report, String name)
            throws IOException {
        String file = report + "/" + name;
        progress.beforeFile();
        RowsByFile.Count count = rows.count(new Path(outputBase, file), inputFiles);
        boolean othersChange =
                !lost.isEmpty() && rows.count(new Path(outputBase, file), lost.keySet()).of() > 0;
        if (count.of() == 0 && !othersChange) {
            return;
        }
        if (count.others() == 0) {
            filesRead.deletes.add(file);
            return;
        }
        progress.beforeFile();
        String rewritten = stagedPath(REWRITTEN + "/" + file);
        rows.copyOthers(
                new Path(outputBase, file), new Path(outputBase, rewritten), inputFiles, lost);
        if (!othersChange) {
            move(filesRead, rewritten, file, true);
            return;
        }
        // It may be as long as before: only under another name is it known to have arrived.
        filesRead.deletes.add(file);
        String folder = file.substring(0, file.lastIndexOf('/') + 1);
        String kept =
                String.format("%s%s-%s-%s-%d.csv", folder, report, run.runId(), KEPT, keptFiles);
        keptFiles++;
        move(filesRead, rewritten, kept, false);
    }

    private void move(PartBuilder part, String from, String to, boolean replaces)
            throws IOException {
        OptionalLong bytes = files.length(new Path(outputBase, from));
        if (bytes.isEmpty()) {
            throw new IOException("Staged file " + from + " of " + outputBase + " has vanished.");
        }
        part.moves.add(new PublishJournal.Move(from, to, bytes.getAsLong(), replaces));
    }

    private String stagedPath(String name) {
        return OutputFolders.STAGING_FOLDER + "/" + run.runId() + "/" + name;
    }

    private PublishJournal journal() throws IOException {
        List<PublishJournal.Part> parts = new ArrayList<>();
        dates.forEach((name, part) -> parts.add(part.build(name)));
        parts.add(filesRead.build(FILES_READ));
        List<String> computedDates =
                computed.stream()
                        .map(name -> name.substring(ReportFiles.FOLDER_PREFIX.length()))
                        .toList();
        List<String> abandoned =
                BatchRun.staged(files, outputBase).stream()
                        .filter(batch -> !batch.equals(run.runId()))
                        .toList();
        return new PublishJournal(run, computedDates, parts, changes, abandoned, false);
    }

    /** A part of the journal as it grows. */
    private static final class PartBuilder {
        final List<String> deletes = new ArrayList<>();
        final List<PublishJournal.Move> moves = new ArrayList<>();

        PublishJournal.Part build(String name) {
            return new PublishJournal.Part(name, deletes, moves);
        }
    }
}
