package io.smsreports.integration.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where a process listens for connections, as Linux says it in /proc. */
final class ListeningSockets {

    private static final String LISTENS = "0A";

    private ListeningSockets() {}

    /** The addresses of a process's listening TCP sockets. */
    static List<InetSocketAddress> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = socketsOf(process);
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = process.resolve("net").resolve(table);
            if (!Files.exists(file)) {
                continue;
            }
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.trim().split("\\s+");
                if (fields[3].equals(LISTENS) && own.contains("socket:[" + fields[9] + "]")) {
                    addresses.add(address(fields[1]));
                }
            }
        }
        return addresses;
    }

    private static Set<String> socketsOf(Path process) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
            for (Path handle : handles.toList()) {
                try {
                    sockets.add(Files.readSymbolicLink(handle).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    // No socket that listens is opened and closed in a moment.
                }
            }
        }
        return sockets;
    }

    /** In words of four bytes, each backwards, and then the port. */
    private static InetSocketAddress address(String text) throws IOException {
        String[] parts = text.split(":");
        byte[] bytes = new byte[parts[0].length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int from = 2 * (i / 4 * 4 + 3 - i % 4);
            bytes[i] = (byte) Integer.parseInt(parts[0].substring(from, from + 2), 16);
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(bytes), Integer.parseInt(parts[1], 16));
    }
}
