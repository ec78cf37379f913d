package io.smsreports.cli.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One process of the cluster, as it is known after the command that started it has ended. The
 * system may reuse its number; the time of its start distinguishes the two.
 *
 * @param name such as {@code taskmanager-1}
 * @param pid its number
 * @param startedAtMillis when it was started, by the system's clock, in epoch milliseconds
 */
public record ClusterProcess(String name, long pid, long startedAtMillis) {

    /** The name of the JobManager's process. */
    static final String JOB_MANAGER = "jobmanager";

    /**
     * The system counts a process's start from its own, whose time shifts when the clock is set
     * right. A number is not given again so soon.
     */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** Ctrl-C and the end of the terminal are for the command that starts it, not for it. */
    private static final List<String> OUTLIVES_ITS_TERMINAL =
            List.of("/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh");

    /**
     * Starts a process that outlives this one.
     *
     * @param name what it is called
     * @param command program and arguments
     * @param environment variables on top of this process's own
     * @param out where its stdout and stderr go
     */
    static ClusterProcess start(
            String name, List<String> command, Map<String, String> environment, Path out)
            throws IOException {
        List<String> full = new ArrayList<>(OUTLIVES_ITS_TERMINAL);
        full.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(full)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        ProcessHandle handle = builder.start().toHandle();
        return new ClusterProcess(
                name,
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** Whether it is running. */
    boolean isAlive() {
        return handle().isPresent();
    }

    /** How long it has been running. */
    Duration uptime(Instant now) {
        return Duration.between(Instant.ofEpochMilli(startedAtMillis), now);
    }

    /** Sends SIGTERM. */
    void terminate() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Sends SIGKILL. */
    void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThisOne);
    }

    private boolean isThisOne(ProcessHandle handle) {
        Optional<Instant> started = handle.info().startInstant();
        return started.isPresent()
                && Math.abs(started.get().toEpochMilli() - startedAtMillis) <= TOLERANCE.toMillis();
    }
}
