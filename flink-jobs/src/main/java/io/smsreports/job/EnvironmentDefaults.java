package io.smsreports.job;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes an option's value from the environment when its flag is absent: {@code --watermark-delay}
 * from WATERMARK_DELAY, and so on. Places have names of their own, four of them those of the
 * replaced system. An empty variable counts as absent; {@code --help} and {@code --version} are no
 * settings, whatever VERSION says.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {

    private static final Map<String, String> PLACES =
            Map.of(
                    "--input", "INPUT_DIR",
                    "--reference", "REF_MAP_PATH",
                    "--output", "OUTPUT_BASE",
                    "--checkpoints", "CHECKPOINT_BASE",
                    "--sql", "SQL_DIR");

    /** DATE is anybody's, and a restatement is asked for by hand. */
    private static final Set<String> FLAG_ONLY = Set.of("--date");

    private final Map<String, String> environment;

    public EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !JobOptions.isJobSetting(option)) {
            return null;
        }
        String flag = option.longestName();
        if (FLAG_ONLY.contains(flag)) {
            return null;
        }
        String value = environment.get(PLACES.getOrDefault(flag, variable(flag)));
        return value == null || value.isBlank() ? null : value;
    }

    private static String variable(String flag) {
        return flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
