package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch and streaming make the reports that the replaced system published, to the digit. */
@MiniClusterTest
class ParityIT {

    private final ReferenceInput hour;

    @TempDir Path folder;

    ParityIT(ReferenceInput hour) {
        this.hour = hour;
    }

    @Test
    void batchEqualsThePublishedTables() throws Exception {
        Workspace workspace = Workspace.reading(hour.folder(), folder);

        ReportJob.run(workspace.command("--mode=batch", "--parallelism=2"));

        ReferenceInput.assertPublishedIn(workspace.results());
        assertThat(workspace.output().resolve("_staging")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void streamingEqualsThePublishedTablesAtAnyParallelism(int parallelism) throws Exception {
        Workspace workspace = Workspace.reading(hour.folder(), folder);

        ReportJob job =
                ReportJob.run(workspace.command("--stop-at-end", "--parallelism=" + parallelism));

        ReferenceInput.assertPublishedIn(workspace.results());
        assertSqlDroppedNothing(job.id());
    }

    @Test
    void readsInOrderOfModificationTimeWhateverTheNames() throws Exception {
        Workspace workspace = Workspace.in(folder);
        List<String> names = new ArrayList<>(hour.chunks().stream().map(ParityIT::name).toList());
        long seed = 20260101;
        System.out.println("ParityIT shuffles names with the seed " + seed);
        Collections.shuffle(names, new Random(seed));
        for (int i = 0; i < names.size(); i++) {
            Path link = workspace.input().resolve(names.get(i));
            Files.createLink(link, hour.chunks().get(i));
        }

        ReportJob job = ReportJob.run(workspace.command("--stop-at-end", "--parallelism=2"));

        ReferenceInput.assertPublishedIn(workspace.results());
        assertSqlDroppedNothing(job.id());
    }

    @Test
    void readsInOrderOfNamesWhereModificationTimesAreEqual() throws Exception {
        Workspace workspace = Workspace.in(folder);
        FileTime sameTime = FileTime.from(Instant.parse("2020-08-30T01:05:00Z"));
        for (Path chunk : hour.chunks()) {
            Path copy = Files.copy(chunk, workspace.input().resolve(chunk.getFileName()));
            Files.setLastModifiedTime(copy, sameTime);
        }

        ReportJob job = ReportJob.run(workspace.command("--stop-at-end", "--parallelism=2"));

        ReferenceInput.assertPublishedIn(workspace.results());
        assertSqlDroppedNothing(job.id());
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static void assertSqlDroppedNothing(JobID job) {
        assertThat(SharedMiniCluster.metrics(job, "numLateRecordsDropped").values())
                .as("window operators")
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(metric -> assertThat(((Counter) metric).getCount()).isZero());
    }
}
