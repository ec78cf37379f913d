package io.smsreports.cli;

import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Mixin: {@code --output} of a command that works on the output of a job. */
final class OutputOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "The output of the job (OUTPUT_BASE; default: data/output).")
    private String output;

    private final Map<String, String> others = new LinkedHashMap<>();

    /**
     * Adds another of the job's flags that the command has, too.
     *
     * @param value null if the user did not give it
     */
    OutputOption with(String flag, String value) {
        others.put(flag, value);
        return this;
    }

    /** Whether the user has named the output, by the flag or by OUTPUT_BASE. */
    boolean isNamed() {
        String variable = Storage.environment(command).get("OUTPUT_BASE");
        return output != null || (variable != null && !variable.isBlank());
    }

    /** The output's folder. */
    Path path() {
        return settings().output();
    }

    /**
     * The job's settings: these flags, else the environment, else the job's defaults.
     *
     * @throws ParameterException with one line that names the setting
     */
    JobSettings settings() {
        Map<String, String> given = new LinkedHashMap<>(others);
        given.put("--output", output);
        given.values().removeIf(Objects::isNull);
        String[] flags =
                given.entrySet().stream()
                        .map(flag -> flag.getKey() + "=" + flag.getValue())
                        .toArray(String[]::new);
        try {
            return JobCommandLine.parse(Storage.environment(command), flags);
        } catch (ParameterException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
