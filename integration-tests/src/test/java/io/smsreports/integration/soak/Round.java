package io.smsreports.integration.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.Output;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.objectstore.UnreliableS3;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.soak.Disturbance.DoubleStart;
import io.smsreports.integration.soak.Disturbance.Kill;
import io.smsreports.integration.soak.Disturbance.Pause;
import io.smsreports.integration.soak.Disturbance.StorageFault;
import io.smsreports.integration.soak.RoundPlan.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One round of a soak: the reference hour is delivered file by file to a job that is killed and
 * started again by the same command, until it is drained; then its output must be what an
 * undisturbed run's is. What was published before a kill must still be there, and unchanged.
 */
final class Round {

    /** After so long a moment that has not come is taken for come. */
    private static final Duration MOMENT_LIMIT = Duration.ofSeconds(45);

    /** For all that follows the last disturbance, also a job that waits for its next restart. */
    private static final Duration END_LIMIT = Duration.ofMinutes(6);

    private static final Duration POLL = Duration.ofMillis(3);

    /** Such a look takes a moment of its own on a cluster. */
    private static final Duration LOOK_AFTER_JOB = Duration.ofSeconds(2);

    private static final int MOST_DRAINS = 12;

    private final RoundPlan plan;
    private final ReferenceInput input;
    private final Path folder;
    private final Journal journal;

    /** Every file that was seen as published, with its content. */
    private final Map<String, String> published = new TreeMap<>();

    /**
     * @param input in the order of delivery
     * @param folder for everything that the round writes: an empty or a new one
     */
    Round(RoundPlan plan, ReferenceInput input, Path folder, Journal journal) {
        this.plan = plan;
        this.input = input;
        this.folder = folder;
        this.journal = journal;
    }

    /**
     * Runs to the end.
     *
     * @throws ViolationException if a job ended as it must not
     * @throws AssertionError if an output is not what it must be
     */
    void run() throws Exception {
        journal.beginRound(plan);
        Path home = Files.createDirectories(folder.resolve("home"));
        try (RoundPlaces places =
                plan.onS3() ? BucketPlaces.in(folder, plan.seed()) : LocalPlaces.in(folder)) {
            if (plan.deployment() == Deployment.BATCH) {
                for (Path file : input.chunks()) {
                    places.deliver(file);
                }
                batch(places, home, false, plan.whileReading());
                check(places, home);
                published.clear();
                batch(places, home, true, plan.whileEnding());
            } else {
                stream(places, home);
            }
            places.store().ifPresent(this::countFaults);
            check(places, home);
        }
        journal.log("all as in an undisturbed run");
    }

    private void stream(RoundPlaces places, Path home) throws Exception {
        Delivery delivery = new Delivery(input.chunks(), plan, places);
        try (RunningJob job = streamingJob(places, home);
                delivery) {
            if (plan.inBacklogs()) {
                delivery.backlog();
            }
            job.ensureRunning();
            if (!plan.inBacklogs()) {
                delivery.begin();
            }
            for (Disturbance disturbance : plan.whileReading()) {
                job.ensureRunning();
                Set<String> before = places.traces().names();
                if (plan.inBacklogs() && disturbance instanceof Pause) {
                    delivery.backlog();
                }
                awaitMoment(disturbance, job, places.traces(), before);
                if (disturbance instanceof DoubleStart doubled) {
                    startTwice(doubled, job, delivery);
                    notePublished(places);
                } else {
                    carryOut(disturbance, job, places);
                }
                if (plan.inBacklogs()) {
                    awaitRead(delivery.delivered(), job, places);
                }
            }
            delivery.await();
            awaitRead(input.chunks().size(), job, places);
            end(job, places);
        }
    }

    private void startTwice(DoubleStart doubled, RunningJob job, Delivery delivery)
            throws IOException, InterruptedException {
        job.end(doubled.byKill());
        if (plan.inBacklogs()) {
            delivery.backlog();
        }
        journal.startsTwice(
                plan, "%s at %s".formatted(doubled.byKill() ? "killed" : "stopped", when(doubled)));
        if (!job.isDone()) {
            job.startTwice();
        }
    }

    private static String when(Disturbance disturbance) {
        return "%d ms after %s".formatted(disturbance.after().toMillis(), disturbance.moment());
    }

    private RunningJob streamingJob(RoundPlaces places, Path home) {
        List<String> settings = new ArrayList<>(places.flags());
        settings.addAll(
                List.of(
                        "--trigger-interval=1",
                        "--settle-time=0",
                        "--idle-timeout=5",
                        "--parallelism=" + plan.parallelism()));
        if (plan.deployment() == Deployment.CLUSTER) {
            settings.add(0, "submit");
            return new ClusterJob(
                    home, places.environment(), settings, plan.onS3(), plan.seed(), journal);
        }
        settings.addAll(0, List.of("run", "--web-port=0"));
        return new EmbeddedProcess(home, places.environment(), settings, plan.onS3(), journal);
    }

    private void batch(
            RoundPlaces places, Path home, boolean overwrite, List<Disturbance> disturbances)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--web-port=0", "--mode=batch"));
        command.addAll(places.flags());
        command.addAll(List.of("--settle-time=0", "--parallelism=" + plan.parallelism()));
        if (overwrite) {
            command.add("--overwrite");
        }
        try (EmbeddedProcess job =
                new EmbeddedProcess(home, places.environment(), command, plan.onS3(), journal)) {
            for (Disturbance disturbance : disturbances) {
                Set<String> before = places.traces().names();
                job.ensureRunning();
                awaitMoment(disturbance, job, places.traces(), before);
                carryOut(disturbance, job, places);
            }
            awaitEnd(job, "the batch has ended");
        }
    }

    /** Waits for the trace of the moment, and then as long as is planned. */
    private void awaitMoment(
            Disturbance disturbance, RunningJob job, Traces traces, Set<String> before)
            throws IOException, InterruptedException {
        Moment moment = disturbance.moment();
        if (moment.trace().isPresent()) {
            long now = System.nanoTime();
            long deadline = now + MOMENT_LIMIT.toNanos();
            long nextLook = now;
            while (traces.newName(moment.trace().get(), before).isEmpty() && !job.isDone()) {
                if (System.nanoTime() > deadline) {
                    journal.log("no %s within %s".formatted(moment, MOMENT_LIMIT));
                    break;
                }
                if (System.nanoTime() > nextLook) {
                    job.ensureRunning();
                    nextLook = System.nanoTime() + LOOK_AFTER_JOB.toNanos();
                }
                Thread.sleep(POLL.toMillis());
            }
        }
        Thread.sleep(disturbance.after().toMillis());
    }

    private void carryOut(Disturbance disturbance, RunningJob job, RoundPlaces places)
            throws Exception {
        String when = when(disturbance);
        if (disturbance instanceof Kill kill) {
            if (job.kill(kill.victim())) {
                journal.killed(kill, when);
            } else {
                journal.log("%s has ended already, %s".formatted(kill.victim(), when));
            }
            notePublished(places);
            return;
        }
        if (disturbance instanceof Pause pause) {
            journal.pauses(plan, pause, when);
            if (!job.pause(pause.victim(), pause.sleep())) {
                journal.log("%s has ended already".formatted(pause.victim()));
            }
            notePublished(places);
            return;
        }
        StorageFault fault = (StorageFault) disturbance;
        journal.log("store: %s (%d), %s".formatted(fault.fault(), fault.amount(), when));
        places.store().orElseThrow().bringAbout(fault.fault(), fault.amount());
    }

    /** What is published now, and that nothing of it has changed since the last look. */
    private void notePublished(RoundPlaces places) throws IOException {
        if (plan.deployment() == Deployment.BATCH) {
            return;
        }
        Map<String, String> now = places.results().allFiles();
        assertThat(now).as("published files are still there").containsAllEntriesOf(published);
        published.putAll(now);
    }

    private static void awaitRead(int files, RunningJob job, RoundPlaces places) throws Exception {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (places.filesRead() < files) {
            job.ensureRunning();
            requireBefore(deadline, files + " files are read");
            Thread.sleep(500);
        }
    }

    private void end(RunningJob job, RoundPlaces places) throws Exception {
        for (Disturbance disturbance : plan.whileEnding()) {
            job.ensureRunning();
            Set<String> before = places.traces().names();
            Optional<CommandProcess> drain = job.drain();
            if (drain.isPresent()) {
                try (CommandProcess draining = drain.get()) {
                    awaitMoment(disturbance, job, places.traces(), before);
                    carryOut(disturbance, job, places);
                }
            }
        }
        for (int drains = 0; drains < MOST_DRAINS; drains++) {
            job.ensureRunning();
            Optional<CommandProcess> drain = job.drain();
            if (drain.isEmpty()) {
                return;
            }
            try (CommandProcess draining = drain.get()) {
                int exitCode = draining.exitCode();
                if (exitCode == 0) {
                    awaitEnd(job, "the drained job has ended");
                    return;
                }
                journal.log(
                        "the drain ended with %d: %s".formatted(exitCode, draining.err().strip()));
            }
            Thread.sleep(1_000);
        }
        throw new ViolationException("The job was not drained in " + MOST_DRAINS + " attempts.");
    }

    /**
     * A job that is killed or gives up goes on by the same command, until that has nothing to do.
     */
    private static void awaitEnd(RunningJob job, String what) throws Exception {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (!job.isDone()) {
            job.ensureRunning();
            requireBefore(deadline, what);
            Thread.sleep(100);
        }
    }

    private static void requireBefore(long deadline, String what) {
        if (System.nanoTime() > deadline) {
            throw new ViolationException("Waited %s in vain until %s".formatted(END_LIMIT, what));
        }
    }

    private void countFaults(UnreliableS3 store) {
        for (UnreliableS3.Fault fault : UnreliableS3.Fault.values()) {
            if (store.met(fault) > 0) {
                journal.count("requests that met " + fault, store.met(fault));
            }
        }
    }

    private void check(RoundPlaces places, Path home) throws IOException, InterruptedException {
        places.store().ifPresent(UnreliableS3::behave);
        Output output = places.results();
        notePublished(places);
        if (plan.inOrder() || plan.deployment() == Deployment.BATCH) {
            ReferenceInput.assertPublishedIn(output);
        } else {
            ReferenceInput.assertAccountedForIn(output);
        }
        reconcile(places, home);
    }

    /** As a revenue analyst would, from the published files alone. */
    private static void reconcile(RoundPlaces places, Path home)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("reconcile"));
        places.flags().stream()
                .filter(flag -> flag.matches("--(input|output)=.*"))
                .forEach(command::add);
        try (CommandProcess reconcile =
                CommandProcess.start(home, places.environment(), command.toArray(String[]::new))) {
            int exitCode = reconcile.exitCode();
            assertThat(exitCode)
                    .as("reconcile says %s%s", reconcile.out(), reconcile.err())
                    .isZero();
        }
    }
}
