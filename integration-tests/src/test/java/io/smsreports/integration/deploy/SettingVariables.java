package io.smsreports.integration.deploy;

import io.smsreports.job.EnvironmentDefaults;
import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** The job's settings by the variable that each is taken from. */
public final class SettingVariables {

    @Command
    private static final class Job {
        @Mixin private JobOptions options;
    }

    private SettingVariables() {}

    /** Every setting that has a variable, with its value in an environment. */
    public static Map<String, OptionSpec> options(Map<String, String> environment)
            throws IOException {
        CommandLine job = JobCommandLine.of(new Job(), environment);
        job.parseArgs();
        Map<String, OptionSpec> options = new TreeMap<>();
        for (OptionSpec option : job.getCommandSpec().options()) {
            variable(option).ifPresent(variable -> options.put(variable, option));
        }
        return options;
    }

    /** Found by trying: a name like the flag's, or one of the example's. */
    private static Optional<String> variable(OptionSpec option) throws IOException {
        Set<String> candidates =
                new HashSet<>(ProjectFiles.environmentFile(".env.example").keySet());
        candidates.add(
                option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
        return candidates.stream()
                .filter(
                        variable ->
                                new EnvironmentDefaults(Map.of(variable, "a value"))
                                                .defaultValue(option)
                                        != null)
                .findAny();
    }
}
