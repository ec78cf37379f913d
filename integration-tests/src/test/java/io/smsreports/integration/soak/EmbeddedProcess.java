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

    /** So many starts are no accident: the job never gets anywhere. */
    private static final int MOST_STARTS = 30;

    private final Path home;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private final boolean mayFail;
    private final Journal journal;

    private CommandProcess process;
    private boolean killed;
    private boolean done;
    private int starts;

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
        this.mayFail = mayFail;
        this.journal = journal;
    }

    @Override
    public void ensureRunning() throws IOException, InterruptedException {
        if (done || (process != null && process.isAlive())) {
            return;
        }
        if (process != null && !killed) {
            account();
            if (done) {
                return;
            }
        }
        starts++;
        if (starts > MOST_STARTS) {
            throw new ViolationException(
                    "The job does not get to its end in " + MOST_STARTS + " starts.");
        }
        journal.count("starts of the embedded job");
        killed = false;
        process = CommandProcess.start(home, environment, arguments.toArray(String[]::new));
    }

    /** Why did it end by itself? */
    private void account() throws InterruptedException {
        int exitCode = process.exitCode();
        String err = process.err().strip();
        if (exitCode == 0) {
            done = true;
            return;
        }
        boolean closed = exitCode == 2 && err.contains(" was closed by ");
        // As any finished batch: it was killed when all was done but its own end.
        boolean published = exitCode == 2 && starts > 1 && err.contains(" holds reports ");
        if (closed || published) {
            journal.tell("the same command is refused, as all is published: " + err);
            done = true;
            return;
        }
        boolean gaveUp =
                err.startsWith("./sms-reports run: ")
                        && (exitCode == 1 || exitCode == 2 && err.contains(": the store "));
        if (!gaveUp || !mayFail) {
            throw new ViolationException("The job ended with %d: %s".formatted(exitCode, err));
        }
        journal.count("jobs that gave up for the store");
        journal.tell("the job gave up: " + err);
        Thread.sleep(Duration.ofSeconds(2).toMillis());
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
