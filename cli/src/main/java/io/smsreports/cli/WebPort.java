package io.smsreports.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The port of Flink's web UI and REST API on this machine. */
final class WebPort {

    private static final int MAX_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--web-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description =
                    "The port of Flink's web UI on localhost, 0 for any free one (default:"
                            + " ${DEFAULT-VALUE}).")
    private int port;

    int port() {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(
                    command.commandLine(), "--web-port must be 0 to 65535, not " + port);
        }
        return port;
    }

    /** The port; no process listens on it at present. */
    int freePort() throws IOException {
        if (!isFree(port())) {
            throw new ParameterException(
                    command.commandLine(),
                    "port %d is taken: name another --web-port, or 0 for any free one"
                            .formatted(port));
        }
        return port;
    }

    /** As {@link #freePort}, but with 0 replaced by a port that is free. */
    int chosenFreePort() throws IOException {
        int named = freePort();
        if (named != 0) {
            return named;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            return socket.getLocalPort();
        }
    }

    /** Another process may still take it before the web UI does; then the start fails. */
    private static boolean isFree(int port) throws IOException {
        if (port == 0) {
            return true;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
            return true;
        } catch (BindException taken) {
            return false;
        }
    }
}
