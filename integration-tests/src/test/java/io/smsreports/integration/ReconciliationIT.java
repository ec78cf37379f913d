package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.reconcile.Reconciliation;
import io.smsreports.reconcile.ReconciliationReport;
import io.smsreports.reconcile.compare.ReportComparison;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.PublishedOutput;
import io.smsreports.reconcile.report.CorrectedReport;
import io.smsreports.reconcile.report.CorrectedStatus;
import io.smsreports.reconcile.report.PublishedReport;
import io.smsreports.reconcile.report.ReportSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reconciliation says of outputs that the job itself has made. */
@MiniClusterTest
class ReconciliationIT {

    /** In the middle of a chunk, and not in its first block. */
    private static final int FILES = 12;

    private static final long MID_FILE = 3_000_000;

    @TempDir static Path shared;

    private static Path faulty;

    private final ReferenceInput hour;

    @TempDir Path folder;

    ReconciliationIT(ReferenceInput hour) {
        this.hour = hour;
    }

    @BeforeAll
    static void makeFaultyInput() {
        faulty = shared.resolve("faulty");
        SimulatedInput.simulate(
                "generate",
                "--rows=30000",
                "--files=" + FILES,
                "--days=2",
                "--paytypes=0:0.6,1:0.3,5:0.1",
                "--faults=all",
                "--gzip",
                "--seed=20200830",
                "--out=" + faulty);
    }

    /** Late money as the stream booked it, added to what it published, is what batch publishes. */
    @Test
    void correctedReportsOfAStreamEqualTheReportsOfABatch() throws Exception {
        Workspace batch = workspace("batch");
        ReportJob.run(batch.command("--mode=batch", "--parallelism=2"));
        assertBalances(batch, true);
        Workspace stream = runLiveWithLateRows("stream");
        ReconciliationReport account = assertBalances(stream, true);

        assertThat(account.days())
                .anyMatch(day -> day.late().signum() != 0)
                .anyMatch(day -> day.reversals().signum() < 0)
                .anyMatch(day -> day.rejected().rows() > 0)
                .last()
                .matches(day -> day.status() == CorrectedStatus.CLOSED_BY_OPERATOR);
        assertThat(account.filesNotWhole()).isNotEmpty();
        Path corrected = Files.createDirectories(folder.resolve("corrected"));
        for (CoreReport name : CoreReport.values()) {
            byte[] csv =
                    CorrectedReport.of(
                                    new ReportSource(
                                            opened(stream), name.definition(), Optional.empty()),
                                    path(stream.reference()))
                            .csv();
            Files.write(corrected.resolve(name.label() + ".csv"), csv);
        }
        assertThat(ReportComparison.of(path(corrected), path(batch.output())))
                .hasSize(4)
                .allMatch(ReportComparison::isSame);
        assertThat(ReportComparison.of(path(stream.output()), path(batch.output())))
                .anyMatch(report -> !report.isSame());
    }

    @Test
    void anOutputBalancesWhenADateIsRestated() throws Exception {
        Workspace workspace = runLiveWithLateRows("restated");
        ReconciliationReport before = assertBalances(workspace, true);
        LocalDate first = before.days().get(0).date();

        ReportJob.run(workspace.command("--mode=batch", "--overwrite", "--date=" + first));

        ReconciliationReport after = assertBalances(workspace, true);
        assertThat(after.days().get(0).late()).isEqualByComparingTo("0");
        assertThat(after.days().get(0).net()).isEqualByComparingTo(before.days().get(0).net());
        assertThat(after.days().get(1).late()).isEqualByComparingTo(before.days().get(1).late());
    }

    @Test
    void findsAFileOfARealOutputThatIsLostOrDoubled() throws Exception {
        Workspace workspace = runLiveWithLateRows("spoilt");
        Output output = workspace.results();
        for (String report :
                List.of(
                        "daily_revenue",
                        "revenue_15min",
                        "minmax_15min",
                        "count_revenue_15min",
                        "late_revenue",
                        "file_days",
                        "file_ledger",
                        "rejected_rows")) {
            Path file = workspace.output().resolve(output.files(report).keySet().iterator().next());
            Path aside = folder.resolve("aside.csv");
            Files.move(file, aside);
            assertThat(reconciled(workspace).mismatches()).as("%s lost", report).isNotEmpty();
            Files.copy(aside, file);
            Path doubled = file.resolveSibling("doubled.csv");
            Files.move(aside, doubled);
            assertThat(reconciled(workspace).mismatches()).as("%s doubled", report).isNotEmpty();
            Files.delete(doubled);
        }
        assertBalances(workspace, true);
    }

    @Test
    void oneReportOfTheReferenceHourIsThePublishedTable() throws Exception {
        Workspace workspace = Workspace.reading(hour.folder(), folder);
        ReportJob.run(workspace.command("--mode=batch", "--parallelism=2"));

        for (CoreReport name : CoreReport.values()) {
            byte[] csv =
                    PublishedReport.of(
                                    new ReportSource(
                                            opened(workspace), name.definition(), Optional.empty()))
                            .csv();
            assertThat(new String(csv, StandardCharsets.UTF_8))
                    .as(name.label())
                    .isEqualTo(ReferenceInput.golden(name.label()));
        }
        assertBalances(workspace, true);
    }

    @Test
    void aLiveOutputBalancesWhileAFileIsBeingReadAndWindowsAreOpen() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        Path slow = workspace.input().resolve(hour.chunks().get(8).getFileName());
        ScriptedStorage.Stall stall = ScriptedStorage.stallReading(slow, MID_FILE);
        workspace.deliver(hour.chunks());
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"));
                stall) {
            job.awaitFilesRead(14);
            job.awaitCheckpoint();

            ReconciliationReport inMidFile = assertBalances(workspace, false);
            assertThat(inMidFile.inProgress())
                    .contains(
                            "file %s is in the input and not read yet"
                                    .formatted(slow.getFileName()))
                    .anyMatch(text -> text.matches("2020-08-30: \\d+ rows of files .*"));
            assertThat(inMidFile.days().get(0).status()).isEqualTo(CorrectedStatus.OPEN);

            stall.close();
            job.await(
                    "three windows are published",
                    () -> output.ledger().size() == 15 && output.publishedWindows().size() == 3);
            job.awaitCheckpoint();

            ReconciliationReport open = assertBalances(workspace, false);
            assertThat(open.inProgress()).isEmpty();
            assertThat(open.days().get(0).open().signum()).isPositive();
            assertCorrectedIsGolden(workspace);

            job.drain();
        }
        ReconciliationReport closed = assertBalances(workspace, true);
        assertThat(closed.days().get(0).status()).isEqualTo(CorrectedStatus.CLOSED_BY_OPERATOR);
        assertCorrectedIsGolden(workspace);
    }

    private void assertCorrectedIsGolden(Workspace workspace) throws Exception {
        Path corrected = Files.createDirectories(folder.resolve("corrected"));
        Path golden = Files.createDirectories(folder.resolve("golden"));
        for (CoreReport name : CoreReport.values()) {
            String file = name.label() + ".csv";
            Files.write(
                    corrected.resolve(file),
                    CorrectedReport.of(
                                    new ReportSource(
                                            opened(workspace), name.definition(), Optional.empty()),
                                    path(workspace.reference()))
                            .csv());
            Files.writeString(golden.resolve(file), ReferenceInput.golden(name.label()));
        }
        assertThat(ReportComparison.of(path(corrected), path(golden)))
                .hasSize(4)
                .allMatch(ReportComparison::isSame);
    }

    /** Files that are there from the start have no late rows. */
    private Workspace runLiveWithLateRows(String name) throws Exception {
        Workspace workspace = withLabels(Workspace.in(folder.resolve(name)));
        ReportJob.runLiveOneByOne(workspace, SimulatedInput.inOrderOfDelivery(faulty));
        return workspace;
    }

    private Workspace workspace(String name) throws IOException {
        return withLabels(Workspace.reading(faulty, folder.resolve(name)));
    }

    private static Workspace withLabels(Workspace workspace) throws IOException {
        Files.copy(
                faulty.resolveSibling("faulty_key").resolve("ref.csv"),
                workspace.reference(),
                StandardCopyOption.REPLACE_EXISTING);
        return workspace;
    }

    private static ReconciliationReport assertBalances(Workspace workspace, boolean complete)
            throws Exception {
        ReconciliationReport account = reconciled(workspace);
        assertThat(account.mismatches()).isEmpty();
        assertThat(account.complete()).isEqualTo(complete);
        if (complete) {
            assertThat(account.inProgress()).isEmpty();
        }
        return account;
    }

    private static ReconciliationReport reconciled(Workspace workspace) throws Exception {
        return Reconciliation.of(
                opened(workspace), Optional.of(path(workspace.input())), Optional.empty());
    }

    private static PublishedOutput opened(Workspace workspace) {
        return new PublishedOutput(path(workspace.output()));
    }

    private static org.apache.flink.core.fs.Path path(Path local) {
        return org.apache.flink.core.fs.Path.fromLocalFile(local.toFile());
    }
}
