package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.run.RunStart;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of Flink's configuration is the job's own. */
final class FlinkConfigurationTest {

    private static final RunStart START =
            new RunStart(
                    "run",
                    false,
                    Optional.of("/checkpoints/run/chk-1"),
                    "/checkpoints/run",
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty());

    @Test
    void namesAllThatItSetsSoThatNobodyElseDoes() {
        Set<String> set = new HashSet<>();
        for (String mode : List.of("streaming", "batch")) {
            JobSettings settings = JobCommandLine.parse(Map.of("MODE", mode));
            set.addAll(FlinkConfiguration.of(settings, START, false).keySet());
        }

        assertThat(FlinkConfiguration.keys()).isEqualTo(set);
    }
}
