package io.smsreports.run;

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
     * A batch that replaces the dates that it computed, and the ledger and reject rows of the files
     * that it read.
     */
    static PublishJournal overwriting(
            StoredFiles files,
            Path outputBase,
            RunRecord run,
            Progress progress,
            Set<String> inputFiles)
            throws IOException {
        PublishPlan plan = new PublishPlan(files, outputBase, run, progress);
        plan.dropRowsOf(inputFiles);
        plan.moveStaged();
        plan.deleteComputedDates();
        return plan.journal();
    }

    /**
     * A batch that replaces some dates only, and the ledger and reject rows of the files that have
     * rows there.
     *
     * @param dates as {@code yyyy-MM-dd}
     * @throws SmsReportsException if the output would not balance any more
     */
    static PublishJournal restating(
            StoredFiles files,
            Path outputBase,
            RunRecord run,
            Progress progress,
            Set<String> inputFiles,
            NavigableSet<String> dates)
            throws IOException {
        PublishPlan plan = new PublishPlan(files, outputBase, run, progress);
        RestatementCheck check =
                RestatementCheck.read(files, progress, outputBase, plan.staging, dates);
        check.requireBalance(inputFiles);
        plan.restatement = Optional.of(check);
        for (String date : dates) {
            plan.computed.add(ReportFiles.FOLDER_PREFIX + date);
            plan.dates.put(ReportFiles.FOLDER_PREFIX + date, new PartBuilder());
        }
        plan.dropRowsOf(check.restated());
        plan.keepStagedRowsOf(check);
        plan.moveStaged();
        plan.deleteComputedDates();
        return plan.journal();
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

    private void deleteComputedDates() throws IOException {
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

    private void dropRowsOf(Set<String> inputFiles) throws IOException {
        for (String report : OutputFolders.BY_INPUT_FILE) {
            for (String name : files.visible(new Path(outputBase, report))) {
                dropRowsOf(inputFiles, report + "/" + name);
            }
        }
    }

    private void dropRowsOf(Set<String> inputFiles, String file) throws IOException {
        progress.beforeFile();
        RowsByFile.Count count = rows.count(new Path(outputBase, file), inputFiles);
        if (count.of() == 0) {
            return;
        }
        if (count.others() == 0) {
            filesRead.deletes.add(file);
            return;
        }
        progress.beforeFile();
        String rewritten = stagedPath(REWRITTEN + "/" + file);
        rows.copyOthers(new Path(outputBase, file), new Path(outputBase, rewritten), inputFiles);
        move(filesRead, rewritten, file, true);
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

    private PublishJournal journal() {
        List<PublishJournal.Part> parts = new ArrayList<>();
        dates.forEach((name, part) -> parts.add(part.build(name)));
        parts.add(filesRead.build(FILES_READ));
        List<String> computedDates =
                computed.stream()
                        .map(name -> name.substring(ReportFiles.FOLDER_PREFIX.length()))
                        .toList();
        return new PublishJournal(run, computedDates, parts, changes, false);
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
