package io.smsreports.cli;

import io.smsreports.job.FlinkConfiguration;
import io.smsreports.storage.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
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

    /**
     * Those of Flink without its S3 client, whose keys no web page may show.
     *
     * @param owned those that the command sets itself, with what to do instead
     * @throws ParameterException if one of them is owned, or has a value that Flink cannot read
     */
    Configuration ofFlink(Map<ConfigOption<?>, String> owned) {
        Map<String, String> flink = those(key -> !ObjectStore.isOption(key));
        require(command, flink, owned);
        return Configuration.fromMap(flink);
    }

    /** Those of Flink's S3 client. */
    Map<String, String> ofTheStore() {
        return those(ObjectStore::isOption);
    }

    /**
     * That a command can give Flink the options.
     *
     * @param owned those that the command sets itself, with what to do instead
     * @throws ParameterException if it cannot
     */
    static void require(
            CommandSpec command, Map<String, String> given, Map<ConfigOption<?>, String> owned) {
        if (given.isEmpty()) {
            return;
        }
        owned.forEach(
                (option, instead) -> {
                    refuseOwned(command, given, option.key(), instead);
                    option.fallbackKeys()
                            .forEach(older -> refuseOwned(command, given, older.getKey(), instead));
                });
        FlinkOptionTypes types = FlinkOptionTypes.ofThisFlink();
        given.forEach(
                (key, value) -> {
                    Optional<String> expected = types.expectedInsteadOf(key, value);
                    if (expected.isPresent()) {
                        throw new ParameterException(
                                command.commandLine(),
                                "-D %s=%s: Flink expects %s".formatted(key, value, expected.get()));
                    }
                });
    }

    private static void refuseOwned(
            CommandSpec command, Map<String, String> given, String key, String instead) {
        if (given.containsKey(key)) {
            throw new ParameterException(
                    command.commandLine(),
                    "-D %s: this command sets it itself; %s".formatted(key, instead));
        }
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
