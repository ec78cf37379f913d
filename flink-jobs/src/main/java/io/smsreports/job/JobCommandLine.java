package io.smsreports.job;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command lines that take {@link JobOptions} from flags and from an environment. */
public final class JobCommandLine {

    private JobCommandLine() {}

    /**
     * The command line of a command, whose {@link JobOptions} take defaults from an environment.
     */
    public static CommandLine of(Object command, Map<String, String> environment) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new EnvironmentDefaults(environment));
    }

    /**
     * Settings from flags and an environment alone, for commands that fix most of them.
     *
     * @throws CommandLine.ParameterException with one line that names the setting
     */
    public static JobSettings parse(Map<String, String> environment, String... flags) {
        OptionsOnly command = new OptionsOnly();
        of(command, environment).parseArgs(flags);
        return command.options.settings();
    }

    @Command
    private static final class OptionsOnly {
        @Mixin private JobOptions options;
    }
}
