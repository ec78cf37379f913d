package io.smsreports.integration.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.process.Signal;
import io.smsreports.integration.soak.Disturbance.Victim;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The local cluster, and the job on it by {@code ./sms-reports submit}. */
final class ClusterJob implements RunningJob {

    private static final String JOB_MANAGER = "jobmanager";

    private static final int TASK_MANAGERS = 2;

    /** Flink's own limits are 50 s: a killed TaskManager is to be missed sooner. */
    private static final List<String> START =
            List.of(
                    "cluster",
                    "start",
                    "--web-port=0",
                    "--taskmanagers=" + TASK_MANAGERS,
                    "--slots=2",
                    CommandProcess.FOR_A_SHORT_LIFE,
                    "-D",
                    "heartbeat.interval=2000",
                    "-D",
                    "heartbeat.timeout=20000");

    private final Path home;
    private final Map<String, String> environment;
    private final List<String> submit;
    private final Journal journal;
    private final StartAttempts attempts;
    private final Random lot;

    private boolean done;

    private record Member(String name, long pid) {

        boolean isAlive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
    }

    /**
     * @param submit the command and its arguments
     * @param mayFail whether the storage has faults, so that a job may give up
     */
    ClusterJob(
            Path home,
            Map<String, String> environment,
            List<String> submit,
            boolean mayFail,
            long seed,
            Journal journal) {
        this.home = home;
        this.environment = environment;
        this.submit = List.copyOf(submit);
        this.journal = journal;
        this.attempts = new StartAttempts(submit, mayFail, journal);
        this.lot = new Random(seed);
    }

    @Override
    public void ensureRunning() throws IOException, InterruptedException {
        if (done) {
            return;
        }
        List<Member> alive = members();
        boolean managed = alive.stream().anyMatch(member -> member.name().equals(JOB_MANAGER));
        if (!managed || alive.size() < 2) {
            startCluster();
        }
        if (!jobRuns()) {
            submit();
        }
    }

    private void startCluster() throws IOException, InterruptedException {
        journal.count("starts of the cluster");
        try (CommandProcess start = command(START)) {
            if (start.exitCode() != 0) {
                throw new ViolationException("The cluster did not start: " + start.err());
            }
        }
    }

    private void submit() throws IOException, InterruptedException {
        attempts.begin();
        try (CommandProcess process = command(submit)) {
            done = attempts.isRefusedAsDone(process);
        }
    }

    private boolean jobRuns() throws IOException, InterruptedException {
        try {
            return new JobRest(web())
                    .jobs().stream()
                            .anyMatch(
                                    job ->
                                            job.name().equals(SmsReportsJob.NAME)
                                                    && !job.hasEnded());
        } catch (SmsReportsException e) {
            return false;
        }
    }

    private URI web() throws IOException {
        return URI.create("http://localhost:" + record().path("webPort").asInt());
    }

    private JsonNode record() throws IOException {
        Path file = home.resolve("data/cluster/cluster.json");
        JsonMapper json = new JsonMapper();
        return Files.exists(file) ? json.readTree(file.toFile()) : json.createObjectNode();
    }

    private List<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        for (JsonNode process : record().path("processes")) {
            members.add(new Member(process.path("name").asText(), process.path("pid").asLong()));
        }
        return members.stream().filter(Member::isAlive).toList();
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean kill(Victim victim) throws IOException {
        boolean manager = victim == Victim.JOB_MANAGER;
        List<Member> victims =
                members().stream()
                        .filter(member -> member.name().equals(JOB_MANAGER) == manager)
                        .toList();
        if (victims.isEmpty()) {
            return false;
        }
        kill(victims.get(lot.nextInt(victims.size())));
        return true;
    }

    private static void kill(Member member) {
        ProcessHandle.of(member.pid())
                .ifPresent(
                        process -> {
                            process.destroyForcibly();
                            process.onExit().join();
                        });
    }

    @Override
    public void end(boolean byKill) throws IOException, InterruptedException {
        if (done || !jobRuns()) {
            return;
        }
        if (byKill) {
            kill(Victim.JOB_MANAGER);
            return;
        }
        try (CommandProcess stop = command(List.of("stop"))) {
            int exitCode = stop.exitCode();
            if (exitCode != 0) {
                journal.log("stop ended with %d: %s".formatted(exitCode, stop.err().strip()));
            }
        }
    }

    @Override
    public void startTwice() throws IOException, InterruptedException {
        if (done) {
            return;
        }
        if (members().size() < 1 + TASK_MANAGERS) {
            startCluster();
        }
        attempts.begin();
        attempts.begin();
        try (CommandProcess first = command(submit);
                CommandProcess second = command(submit)) {
            boolean firstGoesOn = first.exitCode() == 0;
            boolean secondGoesOn = second.exitCode() == 0;
            if (firstGoesOn && secondGoesOn) {
                throw new ViolationException(
                        "Two submissions go on. One says: %s The other says: %s"
                                .formatted(first.out(), second.out()));
            }
            boolean refused =
                    firstGoesOn
                            ? attempts.isRefusedForTheOther("the second of two", second)
                            : attempts.isRefusedForTheOther("the first of two", first);
            if (refused && !firstGoesOn && !secondGoesOn) {
                attempts.requireGivenUp(second);
            }
        }
    }

    @Override
    public boolean pause(Victim victim, Duration sleep) throws IOException, InterruptedException {
        List<Member> victims =
                members().stream().filter(member -> !member.name().equals(JOB_MANAGER)).toList();
        if (victims.isEmpty()) {
            return false;
        }
        long process = victims.get(lot.nextInt(victims.size())).pid();
        Signal.STOP.sendTo(process);
        Thread.sleep(sleep.toMillis());
        Signal.CONT.sendTo(process);
        return true;
    }

    @Override
    public Optional<CommandProcess> drain() throws IOException {
        return done ? Optional.empty() : Optional.of(command(List.of("stop", "--drain")));
    }

    private CommandProcess command(List<String> arguments) throws IOException {
        return CommandProcess.start(home, environment, arguments.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try (CommandProcess stop = command(List.of("cluster", "stop"))) {
            stop.exitCode();
        } finally {
            members().forEach(ClusterJob::kill);
        }
    }
}
