package io.smsreports.cli;

import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Those of the job's flags that a command has too and that its user gave. The environment and the
 * defaults stand for the rest, as they do for the job.
 */
final class GivenFlags {

    private final List<String> flags = new ArrayList<>();

    /**
     * Adds a flag.
     *
     * @param value what picocli has set; null if the flag was not given
     */
    GivenFlags with(String name, String value) {
        if (value != null) {
            flags.add(name + "=" + value);
        }
        return this;
    }

    /**
     * The job's settings by these flags, of which a command takes the places.
     *
     * @throws picocli.CommandLine.ParameterException with one line that names the setting
     */
    JobSettings settings(Map<String, String> environment) {
        return JobCommandLine.parse(environment, flags.toArray(String[]::new));
    }
}
