package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator's own deliveries: cut by it, or copied into the folder that the job watches. */
@MiniClusterTest
class SimulatedDeliveryIT {

    @TempDir Path folder;

    @Test
    void aReplayIntoTheRunningJobEndsWithThePublishedTables() throws Exception {
        Path sources = folder.resolve("sources");
        SimulatedInput.simulate("generate", "--preset=reference", "--out=" + sources);
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
            SimulatedInput.simulate(
                    "replay", "--from=" + sources, "--to=" + workspace.input(), "--interval=200ms");
            job.awaitFilesRead(15);
            job.drain();
        }

        ReferenceInput.assertPublishedIn(output);
    }

    @Test
    void aSplitFileMakesTheSameReportsAsTheWhole() throws Exception {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        SimulatedInput.simulate("generate", "--rows=40000", "--out=" + whole);
        SimulatedInput.simulate(
                "split",
                "--input=" + whole.resolve("chunk_aa.csv"),
                "--lines=3000",
                "--gzip",
                "--out=" + parts);

        Output ofWhole = batch(whole, folder.resolve("1"));
        Output ofParts = batch(parts, folder.resolve("2"));

        assertThat(ofParts.ledger()).hasSize(14);
        for (String report : Output.REPORTS) {
            assertThat(ofParts.text(report)).isEqualTo(ofWhole.text(report));
        }
    }

    private static Output batch(Path input, Path into) throws Exception {
        Workspace workspace = Workspace.reading(input, into);
        ReportJob.run(workspace.command("--mode=batch", "--parallelism=2"));
        return workspace.results();
    }
}
