package io.smsreports.ownership;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, so that another one can find out whether it has ended.
 *
 * @param host the machine or container
 * @param namespace where on the machine its number is valid: a container beside another one may
 *     have the same host name and counts its processes anew. Empty where the system has no such
 *     thing
 * @param pid its number
 * @param startedAt when it started, by its own machine's clock, where that is known: numbers are
 *     used again
 */
public record ProcessIdentity(
        String host, String namespace, long pid, Optional<Instant> startedAt) {

    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    public ProcessIdentity {
        requireNonNull(host, "host");
        requireNonNull(namespace, "namespace");
        requireNonNull(startedAt, "startedAt");
    }

    /** This process. */
    public static ProcessIdentity ofThis() {
        ProcessHandle self = ProcessHandle.current();
        return new ProcessIdentity(
                OwnHost.name(), ownNamespace(), self.pid(), self.info().startInstant());
    }

    /** Linux's name for the set of processes that this one sees; see pid_namespaces(7). */
    private static String ownNamespace() {
        try {
            return Files.readSymbolicLink(NAMESPACE).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Whether it is known to have ended; false also where that cannot be seen from here. */
    public boolean hasEnded() {
        if (!host.equals(OwnHost.name()) || !namespace.equals(ownNamespace())) {
            return false;
        }
        Optional<ProcessHandle> found = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return found.isEmpty() || !found.get().info().startInstant().equals(startedAt);
    }

    @Override
    public String toString() {
        return "host " + host + " (process " + pid + ")";
    }
}
