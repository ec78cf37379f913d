package io.smsreports.integration.soak;

import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.soak.Disturbance.Victim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./sms-reports run} in a process, streaming or batch. */
final class EmbeddedProcess implements RunningJob {

    private static final Pattern WEB = Pattern.compile("Web UI http://localhost:(\\d+)");

    /** Long enough for a start that first waits for a store. */
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final Path home;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private final StartAttempts attempts;

    private CommandProcess process;
    private boolean killed;
    private boolean done;

    /**
     * @param arguments of {@code run}
     * @param mayFail whether the storage has faults, so that a job may give up
     */
    EmbeddedProcess(
            Path home,
            Map<String, String> environment,
            List<String> arguments,
            boolean mayFail,
            Journal journal) {
        this.home = home;
        this.environment = environment;
        this.arguments = List.copyOf(arguments);
        this.attempts = new StartAttempts(arguments, mayFail, journal);
    }

    @Override
    public void ensureRunning() throws IOException, InterruptedException {
        if (done || (process != null && process.isAlive())) {
            return;
        }
        if (process != null && !killed) {
            // It has ended by itself.
            done = process.exitCode() == 0 || attempts.isRefusedAsDone(process);
            if (done) {
                return;
            }
            Thread.sleep(Duration.ofSeconds(2).toMillis());
        }
        attempts.begin();
        killed = false;
        process = start();
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean kill(Victim victim) throws InterruptedException {
        if (process == null || !process.isAlive()) {
            return false;
        }
        process.kill();
        killed = true;
        return true;
    }

    @Override
    public void end(boolean byKill) throws IOException, InterruptedException {
        if (process == null || !process.isAlive()) {
            return;
        }
        if (byKill) {
            process.kill();
            killed = true;
            return;
        }
        // Before that a signal ends it as any process, with nothing to say.
        if (webPort().isEmpty()) {
            return;
        }
        process.terminate();
        done = attempts.isRefusedAsDone(process);
    }

    @Override
    public void startTwice() throws IOException, InterruptedException {
        attempts.begin();
        attempts.begin();
        CommandProcess first = start();
        CommandProcess second = start();
        leaveOne("the first of two", first, "the second of two", second);
    }

    @Override
    public boolean pause(Victim victim, Duration sleep) throws IOException, InterruptedException {
        if (process == null || !process.isAlive()) {
            return false;
        }
        CommandProcess paused = process;
        paused.pause();
        attempts.begin();
        CommandProcess second =
                CommandProcess.startInPidNamespace(
                        home, environment, arguments.toArray(String[]::new));
        Thread.sleep(sleep.toMillis());
        paused.wakeUp();
        leaveOne("the paused one", paused, "the one started meanwhile", second);
        return true;
    }

    private void leaveOne(
            String nameOfOne, CommandProcess one, String nameOfOther, CommandProcess other)
            throws InterruptedException {
        try {
            long deadline = System.nanoTime() + START_LIMIT.toNanos();
            while (one.isAlive() && other.isAlive()) {
                if (System.nanoTime() > deadline) {
                    throw new ViolationException(
                            "Two processes go on. One says: %s%s The other says: %s%s"
                                    .formatted(one.out(), one.err(), other.out(), other.err()));
                }
                Thread.sleep(50);
            }
        } catch (ViolationException | InterruptedException e) {
            one.close();
            other.close();
            throw e;
        }
        boolean oneGoesOn = one.isAlive();
        process = oneGoesOn ? one : other;
        killed = false;
        attempts.isRefusedForTheOther(oneGoesOn ? nameOfOther : nameOfOne, oneGoesOn ? other : one);
    }

    private CommandProcess start() throws IOException {
        return CommandProcess.start(home, environment, arguments.toArray(String[]::new));
    }

    @Override
    public Optional<CommandProcess> drain() throws IOException, InterruptedException {
        Optional<String> port = webPort();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                CommandProcess.start(
                        home, environment, "stop", "--drain", "--web-port", port.get()));
    }

    /** Empty if the job is done. */
    private Optional<String> webPort() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            ensureRunning();
            if (done) {
                return Optional.empty();
            }
            Matcher web = WEB.matcher(process.out());
            if (web.find()) {
                return Optional.of(web.group(1));
            }
            Thread.sleep(50);
        }
        throw new ViolationException("The job has not started within " + START_LIMIT);
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.close();
        }
    }
}
