package io.smsreports.cli;

import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobSettings;
import java.util.ArrayList;
import java.util.List;
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

    private final List<String> flags = new ArrayList<>();

    /**
     * Adds another of the job's flags that the command has, too.
     *
     * @param value null if the user did not give it
     */
    OutputOption with(String flag, String value) {
        if (value != null) {
            flags.add(flag + "=" + value);
        }
        return this;
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
        try {
            return JobCommandLine.parse(
                    Storage.environment(command),
                    with("--output", output).flags.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
