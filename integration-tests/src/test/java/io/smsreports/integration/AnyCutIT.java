package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever files the reference hour is cut into, in whatever order, under whatever names and times:
 * what is there when the job looks is in time. {@code -Dcuts=100 -Dcuts.seed=7} for more.
 */
@MiniClusterTest
class AnyCutIT {

    private static final int[] PARALLELISMS = {1, 2, 4};

    private final ReferenceInput hour;

    @TempDir Path folder;

    AnyCutIT(ReferenceInput hour) {
        this.hour = hour;
    }

    static LongStream seeds() {
        long first = Long.getLong("cuts.seed", 20_200_830);
        return LongStream.range(first, first + Integer.getInteger("cuts", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isReportedAsTheWholeHourIs(long seed) throws Exception {
        // Random's first numbers are alike for seeds that are.
        Random random = new Random(new Random(seed).nextLong());
        Path input = folder.resolve("cut");
        HourCut cut = HourCut.write(hour, input, random);
        int parallelism = PARALLELISMS[random.nextInt(PARALLELISMS.length)];
        System.out.println(
                "AnyCutIT seed %d: %s, parallelism %d".formatted(seed, cut.summary(), parallelism));

        Workspace bounded = Workspace.reading(input, folder.resolve("bounded"));
        ReportJob.run(bounded.command("--stop-at-end", "--parallelism=" + parallelism));
        assertPublished(bounded.results(), cut);

        Workspace live = Workspace.reading(input, folder.resolve("live"));
        ReportJob.runLive(cut.files(), live.command("--parallelism=" + parallelism));
        assertPublished(live.results(), cut);
        FileUtils.deleteDirectory(input.toFile());
    }

    private static void assertPublished(Output output, HourCut cut) throws Exception {
        ReferenceInput.assertReportsIn(output);
        assertThat(output.rows("late_revenue")).as("late rows").isEmpty();
        assertThat(output.ledger()).hasSize(cut.files());
        output.assertBalanced();
    }
}
