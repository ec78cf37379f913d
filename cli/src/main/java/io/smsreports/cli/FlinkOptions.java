package io.smsreports.cli;

import io.smsreports.job.FlinkConfiguration;
import io.smsreports.storage.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Mixin of the commands that start the job: options of Flink's own, as {@code flink run} has it.
 */
@Command // picocli wants it of a mixin without other annotations
final class FlinkOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "An option of Flink or of its S3 client (s3.…), as flink run has it; may be"
                            + " repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    /** Those of Flink without its S3 client, whose keys no web page may show. */
    Configuration ofFlink() {
        return Configuration.fromMap(those(key -> !ObjectStore.isOption(key)));
    }

    /** Those of Flink's S3 client. */
    Map<String, String> ofTheStore() {
        return those(ObjectStore::isOption);
    }

    private Map<String, String> those(Predicate<String> wanted) {
        for (String key : options.keySet()) {
            if (key.isBlank()) {
                throw new ParameterException(
                        command.commandLine(),
                        "-D: write an option as KEY=VALUE, such as -D a.b=c");
            }
            if (FlinkConfiguration.keys().contains(key)) {
                throw new ParameterException(
                        command.commandLine(),
                        "-D %s: the job sets this itself, as its guarantees rest on it; leave it out"
                                .formatted(key));
            }
        }
        return options.entrySet().stream()
                .filter(option -> wanted.test(option.getKey()))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                Map.Entry::getValue,
                                (first, second) -> second,
                                LinkedHashMap::new));
    }
}
