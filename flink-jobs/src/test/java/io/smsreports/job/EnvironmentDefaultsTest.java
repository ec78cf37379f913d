package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

final class EnvironmentDefaultsTest {

    @Command(mixinStandardHelpOptions = true)
    private static final class Job {
        @Mixin private JobOptions options;
    }

    private static OptionSpec option(String flag) {
        return new CommandLine(new Job()).getCommandSpec().findOption(flag);
    }

    @ParameterizedTest
    @CsvSource({
        "--mode, MODE",
        "--watermark-delay, WATERMARK_DELAY",
        "--use-minio, USE_MINIO",
        "--input, INPUT_DIR",
        "--reference, REF_MAP_PATH",
        "--output, OUTPUT_BASE",
        "--checkpoints, CHECKPOINT_BASE",
    })
    void takesAnOptionFromItsVariable(String flag, String variable) {
        EnvironmentDefaults defaults =
                new EnvironmentDefaults(Map.of(variable, "a value", "OTHER", "other"));

        assertThat(defaults.defaultValue(option(flag))).isEqualTo("a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void takesAnEmptyVariableForAbsent(String value) {
        EnvironmentDefaults defaults = new EnvironmentDefaults(Map.of("MODE", value));

        assertThat(defaults.defaultValue(option("--mode"))).isNull();
    }

    @Test
    void hasNoDefaultForWhatIsNotSet() {
        EnvironmentDefaults defaults = new EnvironmentDefaults(Map.of("INPUT", "a value"));

        assertThat(defaults.defaultValue(option("--input"))).isNull();
        assertThat(defaults.defaultValue(PositionalParamSpec.builder().index("0").build()))
                .isNull();
    }

    /** Containers often set VERSION; it says nothing about the flag. */
    @ParameterizedTest
    @CsvSource({"--version, VERSION", "--help, HELP"})
    void takesNoCommandFromTheEnvironment(String flag, String variable) {
        EnvironmentDefaults defaults = new EnvironmentDefaults(Map.of(variable, "1.2.3"));

        assertThat(defaults.defaultValue(option(flag))).isNull();
    }
}
