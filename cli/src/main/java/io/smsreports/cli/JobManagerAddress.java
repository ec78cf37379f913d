package io.smsreports.cli;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which Flink a command uses: on this machine, by a port, or anywhere, by its address. */
final class JobManagerAddress {

    /** Of Flink's web UI by default. */
    private static final int STANDARD_PORT = 8081;

    private static final int MAX_PORT = 65_535;

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([^\\s:/]+|\\[[^\\s/]+\\]):(\\d{1,5})");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup private Choice choice;

    private static final class Choice {

        @Option(
                names = "--web-port",
                paramLabel = "PORT",
                required = true,
                description =
                        "The port of Flink's web UI on this machine (default: that of the local"
                                + " cluster, if one runs, else 8081).")
        private Integer port;

        @Option(
                names = "--jobmanager",
                paramLabel = "HOST:PORT",
                required = true,
                description = "The REST address of a JobManager, on any machine.")
        private String address;
    }

    /** The address of the REST API. */
    URI uri() throws IOException {
        return URI.create("http://" + hostAndPort());
    }

    /** The address as {@code host:port}. */
    String hostAndPort() throws IOException {
        if (choice == null) {
            return local(ClusterCommand.folder().livePort().orElse(STANDARD_PORT));
        }
        if (choice.port != null) {
            if (choice.port < 1 || choice.port > MAX_PORT) {
                throw refused("--web-port must be 1 to 65535, not " + choice.port);
            }
            return local(choice.port);
        }
        if (!HOST_AND_PORT.matcher(choice.address).matches()) {
            throw refused(
                    "--jobmanager: '%s' is no address; write it as host:8081"
                            .formatted(choice.address));
        }
        return choice.address;
    }

    /** Whether the cluster is this project's own. */
    boolean isLocalCluster() throws IOException {
        Optional<Integer> port = ClusterCommand.folder().livePort();
        return port.isPresent() && hostAndPort().equals(local(port.get()));
    }

    /** The failure of a command that needs a cluster, with what to do. */
    SmsReportsException noCluster(SmsReportsException failure) {
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                failure.getMessage()
                        + ": start a cluster with ./sms-reports cluster start, or name one with"
                        + " --jobmanager",
                failure);
    }

    private static String local(int port) {
        return "localhost:" + port;
    }

    private ParameterException refused(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
