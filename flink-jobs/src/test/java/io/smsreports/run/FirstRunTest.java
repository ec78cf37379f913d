package io.smsreports.run;

import static io.smsreports.run.OutputFixture.BEFORE;
import static io.smsreports.run.OutputFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two runs that begin on an output at once one is its first, wherever they keep their logs. */
final class FirstRunTest {

    @TempDir Path folder;

    private int outputs;

    @Test
    void runJsonDecidesWhereItsStorageCan() throws IOException {
        OutputFixture output = newOutput();

        assertThat(run(output, RUN, "here", StoredFiles.DIRECT).claim()).isEmpty();

        assertThat(run(output, BEFORE, "there", StoredFiles.DIRECT).claim())
                .contains(RunRecord.fileIn(output.base()));
        assertThat(runOf(output)).isEqualTo(RUN);
        assertThat(folder.resolve("here")).doesNotExist();
    }

    @Test
    void aFileBesideTheLogsDecidesForThoseWhoShareThem() throws IOException {
        OutputFixture output = newOutput();
        FirstRun first = run(output, RUN, "logs", StoredFiles.DIRECT);

        assertThat(first.claim(false)).isEmpty();

        assertThat(run(output, BEFORE, "logs", StoredFiles.DIRECT).claim(false))
                .contains(first.claimFile());
        assertThat(runOf(output)).isEqualTo(RUN);
    }

    /** Whichever change of the one the other comes before. */
    @Test
    void ofTwoWithTheirLogsInDifferentPlacesAtMostOneBegins() throws IOException {
        int changes = 3;
        for (int pause = 0; pause < changes; pause++) {
            OutputFixture output = newOutput();
            List<Optional<org.apache.flink.core.fs.Path>> others = new ArrayList<>();
            int[] count = {0};
            int before = pause;
            StoredFiles paused =
                    new StoredFiles(
                            (change, path) -> {
                                if (count[0]++ == before) {
                                    others.add(
                                            run(output, BEFORE, "there", StoredFiles.DIRECT)
                                                    .claim(false));
                                }
                            });

            Optional<org.apache.flink.core.fs.Path> other =
                    run(output, RUN, "here", paused).claim(false);

            assertThat(others).hasSize(1);
            assertThat(other.isPresent()).isNotEqualTo(others.get(0).isPresent());
            assertThat(runOf(output)).isEqualTo(other.isPresent() ? BEFORE : RUN);
            assertThat(output.names()).containsExactly("_sms-reports/run.json");
        }
    }

    /** They have seen each other: neither begins, and neither is in the way of the next start. */
    @Test
    void thatFindsAnotherOneTakesItsOwnFilesAway() throws IOException {
        OutputFixture output = newOutput();
        output.record(BEFORE, RunMode.STREAMING).note(StoredFiles.DIRECT, output.base());

        assertThat(run(output, RUN, "here", StoredFiles.DIRECT).claim(false))
                .contains(output.record(BEFORE, RunMode.STREAMING).noteIn(output.base()));

        assertThat(output.contents()).containsOnlyKeys("_sms-reports/runs/" + BEFORE + ".json");
        assertThat(OutputFixture.contentsOf(folder.resolve("here"))).isEmpty();
    }

    private OutputFixture newOutput() {
        outputs++;
        return new OutputFixture(folder.resolve("output-" + outputs));
    }

    private FirstRun run(OutputFixture output, String id, String logs, StoredFiles files) {
        return new FirstRun(
                files,
                output.base(),
                output.record(
                        id,
                        RunMode.STREAMING,
                        Optional.of(folder.resolve(logs).resolve(id).toString()),
                        true));
    }

    private static String runOf(OutputFixture output) throws IOException {
        return RunRecord.read(output.base()).orElseThrow().runId();
    }
}
