package io.smsreports.integration.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.soak.Disturbance.Victim;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The local cluster, and the job on it by {@code ./sms-reports submit}. */
final class ClusterJob implements RunningJob {

    private static final String JOB_MANAGER = "jobmanager";

    /** Flink's own limits are 50 s: a killed TaskManager is to be missed sooner. */
    private static final List<String> START =
            List.of(
                    "cluster",
                    "start",
                    "--web-port=0",
                    "--taskmanagers=2",
                    "--slots=2",
                    CommandProcess.FOR_A_SHORT_LIFE,
                    "-D",
                    "heartbeat.interval=2000",
                    "-D",
                    "heartbeat.timeout=20000");

    private static final int MOST_STARTS = 30;

    private final Path home;
    private final Map<String, String> environment;
    private final List<String> submit;
    private final boolean mayFail;
    private final Journal journal;
    private final Random lot;

    private boolean done;
    private int starts;

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
        this.mayFail = mayFail;
        this.journal = journal;
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
        starts++;
        if (starts > MOST_STARTS) {
            throw new ViolationException(
                    "The job does not get to its end in " + MOST_STARTS + " submits.");
        }
        journal.count("submits");
        try (CommandProcess process = command(submit)) {
            int exitCode = process.exitCode();
            String err = process.err().strip();
            if (exitCode == 0) {
                return;
            }
            if (exitCode == 2 && err.contains(" was closed by ")) {
                journal.tell("the same submit is refused, as all is published: " + err);
                done = true;
                return;
            }
            boolean gaveUp =
                    err.startsWith("./sms-reports submit: ")
                            && (exitCode == 1 || exitCode == 2 && err.contains(": the store "));
            if (!gaveUp || !mayFail) {
                throw new ViolationException("submit ended with %d: %s".formatted(exitCode, err));
            }
            journal.tell("the submit failed: " + err);
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
