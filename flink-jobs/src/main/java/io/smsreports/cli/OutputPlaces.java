package io.smsreports.cli;

import io.smsreports.JobSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.ExitCode;

/** Where the commands that only read an output find it: a flag, the environment, the default. */
final class OutputPlaces {

    private OutputPlaces() {}

    /**
     * The job's settings, of which the places are meant.
     *
     * @param output the value of {@code --output}, or null
     * @param reference the value of {@code --reference}, or null
     */
    static JobSettings settings(Map<String, String> environment, String output, String reference) {
        List<String> flags = new ArrayList<>();
        if (output != null) {
            flags.add("--output=" + output);
        }
        if (reference != null) {
            flags.add("--reference=" + reference);
        }
        return JobSettings.parse(environment, flags.toArray(String[]::new));
    }

    /** A place that the user names. */
    static Path named(String what, String text) throws CommandFailedException {
        try {
            return JobSettings.location(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    ExitCode.USAGE,
                    what + ": '" + text + "' is no path; write it as /a/b or s3://a/b",
                    e);
        }
    }
}
