package io.smsreports.cli;

import io.smsreports.JobSettings;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.UnusableStorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;
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

    /**
     * Makes the places' storage known, and finds out whether it answers. To be called once, before
     * the first look at any of them.
     */
    static void open(Map<String, String> environment, BucketCheck.Named... places)
            throws IOException, InterruptedException, CommandFailedException {
        // Amazon's S3 client logs by the JDK's own means, which would be the screen.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try {
            new ObjectStore(environment)
                    .open(Arrays.stream(places).map(BucketCheck.Named::place).toList());
            new BucketCheck().require(List.of(places));
        } catch (UnusableStorageException e) {
            throw new CommandFailedException(ExitCode.USAGE, e.getMessage(), e);
        }
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
