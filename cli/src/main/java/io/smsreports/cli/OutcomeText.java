package io.smsreports.cli;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.cli.EmbeddedRun.Outcome;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobSettings;
import io.smsreports.model.AuditFolders;
import io.smsreports.model.ReportWindow;
import io.smsreports.run.PublicationText;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/** What {@code run} prints when its job has ended. */
record OutcomeText(JobSettings settings, Outcome outcome) {

    void print(Screen screen) throws IOException {
        List<String> changes = outcome.publication().map(PublicationText::lines).orElse(List.of());
        String output = PlaceName.shown(settings.output());
        if (outcome.publication().isPresent() && outcome.summary().counters().isEmpty()) {
            changes.forEach(screen::print);
            screen.print(
                    "Done already: an earlier process had computed it, and its publication is"
                            + " complete now. The reports are in "
                            + output);
            return;
        }
        screen.print(headline());
        changes.forEach(screen::print);
        if (outcome.resumed()) {
            screen.print("  In this start alone; what came before is in file_ledger:");
        }
        outcome.summary().lines().forEach(screen::print);
        if (!settings.isBatch() && !outcome.closed()) {
            openWindows().ifPresent(screen::print);
        }
        screen.print("  reports  " + output);
        outcome.summary()
                .warnings(PlaceName.shown(new Path(settings.output(), AuditFolders.FILE_LEDGER)))
                .forEach(screen::warn);
    }

    private String headline() {
        if (outcome.publication().isPresent()) {
            return outcome.publication().get().summary();
        }
        return outcome.closed()
                ? "The input has ended: every window is published and the output is closed."
                : "Stopped, and no window was closed early: the same command resumes.";
    }

    /** From the provisional figures, which the last savepoint has brought up to date. */
    private Optional<String> openWindows() throws IOException {
        Path figures =
                new Path(new Path(settings.output(), AuditFolders.OPEN_TOTALS), "open_15min.csv");
        Optional<byte[]> content = AtomicFile.read(figures);
        TreeSet<Instant> starts = new TreeSet<>();
        if (content.isPresent()) {
            String text = new String(content.get(), StandardCharsets.UTF_8);
            try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
                rows.forEach(row -> starts.add(Instant.parse(row.getField("RECORD_DATE"))));
            }
        }
        if (starts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "  open     %d %s from %s to %s, not published yet; provisional figures in %s"
                        .formatted(
                                starts.size(),
                                starts.size() == 1 ? "window" : "windows",
                                starts.first(),
                                starts.last().plus(ReportWindow.SIZE),
                                PlaceName.shown(figures.getParent())));
    }
}
