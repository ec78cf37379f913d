package io.smsreports.integration.soak;

import io.smsreports.integration.objectstore.UnreliableS3.Fault;
import io.smsreports.integration.soak.Disturbance.DoubleStart;
import io.smsreports.integration.soak.Disturbance.Kill;
import io.smsreports.integration.soak.Disturbance.Pause;
import io.smsreports.integration.soak.Disturbance.StorageFault;
import io.smsreports.integration.soak.Disturbance.Victim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What a round does, all of it from a seed: the same seed gives the same plan, though not the same
 * course, as processes take their time.
 *
 * @param number of the round within its soak, from 1
 * @param seed of all that is random
 * @param deployment how the job is run
 * @param onS3 whether all its places are in buckets of a store that can fail; else all are local
 * @param inOrder whether rows come in order, so that nothing may be late
 * @param parallelism of the job
 * @param longestPause between two files that are delivered
 * @param inBacklogs files come some at once, before each disturbance: whoever reads them commits
 *     them
 * @param whileReading one after the other, while files are delivered and read; in batch, from the
 *     start to the end
 * @param whileEnding one after the other, each while the job is being drained; in batch, while it
 *     restates what the first batch has published
 */
record RoundPlan(
        int number,
        long seed,
        Deployment deployment,
        boolean onS3,
        boolean inOrder,
        int parallelism,
        Duration longestPause,
        boolean inBacklogs,
        List<Disturbance> whileReading,
        List<Disturbance> whileEnding) {

    /** How the job is run. */
    enum Deployment {
        EMBEDDED,
        CLUSTER,
        BATCH
    }

    private record Kind(Deployment deployment, boolean onS3, boolean inOrder) {}

    /** Taken in turn, so that a soak of some minutes has seen all. */
    private static final List<Kind> KINDS =
            List.of(
                    new Kind(Deployment.EMBEDDED, false, true),
                    new Kind(Deployment.EMBEDDED, true, true),
                    new Kind(Deployment.CLUSTER, false, true),
                    new Kind(Deployment.BATCH, true, true),
                    new Kind(Deployment.CLUSTER, true, true),
                    new Kind(Deployment.EMBEDDED, false, false),
                    new Kind(Deployment.BATCH, false, false),
                    new Kind(Deployment.EMBEDDED, true, false),
                    new Kind(Deployment.CLUSTER, true, false));

    private static final List<Moment> READING =
            List.of(
                    Moment.ANY_TIME,
                    Moment.ANY_TIME,
                    Moment.FILE_BEGUN,
                    Moment.CHECKPOINT_BEGUN,
                    Moment.CHECKPOINT_WRITTEN,
                    Moment.CHECKPOINT_WRITTEN,
                    Moment.WINDOW_PUBLISHED);

    private static final List<Moment> ENDING =
            List.of(
                    Moment.ANY_TIME,
                    Moment.SAVEPOINT_WRITTEN,
                    Moment.OUTPUT_CLOSED,
                    Moment.WINDOW_PUBLISHED);

    private static final List<Moment> BATCH =
            List.of(
                    Moment.ANY_TIME,
                    Moment.BATCH_STAGED,
                    Moment.PUBLICATION_DECIDED,
                    Moment.PUBLICATION_DECIDED,
                    Moment.DAY_PUBLISHED);

    /** As long as a server may be away without a job being given up. */
    private static final int LONG_SILENCE_SECONDS = 60;

    /** What a soak does to jobs. */
    enum Suite {
        /** Everything. */
        ALL,
        /** The same command twice at the same moment, over and over. */
        DOUBLE_STARTS,
        /** SIGSTOP, and SIGCONT when another process has taken over or is about to. */
        PAUSES
    }

    private static final List<Kind> OWNED =
            List.of(
                    new Kind(Deployment.EMBEDDED, false, true),
                    new Kind(Deployment.EMBEDDED, true, true),
                    new Kind(Deployment.CLUSTER, false, true),
                    new Kind(Deployment.CLUSTER, true, true));

    private static final int DOUBLE_STARTS_IN_A_ROUND = 5;

    private static final int PAUSES_IN_A_ROUND = 4;

    private static final List<Moment> COMMITTING =
            List.of(
                    Moment.ANY_TIME,
                    Moment.FILE_BEGUN,
                    Moment.CHECKPOINT_WRITTEN,
                    Moment.COMMIT_ADMITTED,
                    Moment.COMMIT_ADMITTED,
                    Moment.WINDOW_PUBLISHED);

    /** How long another process watches the heartbeat, and then needs to begin. */
    private static final int TAKEN_OVER_MILLIS = 14_000;

    /** A cluster of the soak misses a TaskManager after 20 s. */
    private static final int MISSED_MILLIS = 22_000;

    /** The plan of a soak's round. */
    static RoundPlan of(Suite suite, long soakSeed, int number) {
        long seed = soakSeed * 1_000 + number;
        Random random = new Random(seed);
        return suite == Suite.ALL
                ? ofAll(number, seed, random)
                : ofOwners(suite, number, seed, random);
    }

    private static RoundPlan ofOwners(Suite suite, int number, long seed, Random random) {
        Kind kind = OWNED.get((number - 1) % OWNED.size());
        List<Disturbance> disturbances = new ArrayList<>();
        if (suite == Suite.DOUBLE_STARTS) {
            for (int i = 0; i < DOUBLE_STARTS_IN_A_ROUND; i++) {
                disturbances.add(doubleStart(random));
            }
        } else {
            for (int i = 0; i < PAUSES_IN_A_ROUND; i++) {
                disturbances.add(pause(kind, random));
            }
        }
        return new RoundPlan(
                number,
                seed,
                kind.deployment(),
                kind.onS3(),
                kind.inOrder(),
                1 + random.nextInt(2),
                Duration.ZERO,
                true,
                disturbances,
                List.of());
    }

    private static DoubleStart doubleStart(Random random) {
        Moment moment = random.nextBoolean() ? Moment.ANY_TIME : Moment.CHECKPOINT_WRITTEN;
        return new DoubleStart(
                random.nextInt(3) == 0, moment, Duration.ofMillis(random.nextInt(300)));
    }

    private static Pause pause(Kind kind, Random random) {
        Moment moment = COMMITTING.get(random.nextInt(COMMITTING.size()));
        boolean cluster = kind.deployment() == Deployment.CLUSTER;
        int takenOver = cluster ? MISSED_MILLIS : TAKEN_OVER_MILLIS;
        // At any time, while it is taken over, or when that is long done.
        int sleep =
                switch (random.nextInt(3)) {
                    case 0 -> random.nextInt(takenOver);
                    case 1 -> takenOver - 2_000 + random.nextInt(5_000);
                    default -> takenOver + 5_000 + random.nextInt(10_000);
                };
        return new Pause(
                cluster ? Victim.TASK_MANAGER : Victim.EMBEDDED_JVM,
                Duration.ofMillis(sleep),
                moment,
                after(moment, random));
    }

    private static RoundPlan ofAll(int number, long seed, Random random) {
        Kind kind = KINDS.get((number - 1) % KINDS.size());
        List<Disturbance> reading = new ArrayList<>();
        List<Disturbance> ending = new ArrayList<>();
        boolean batch = kind.deployment() == Deployment.BATCH;
        int kills = batch ? 1 : 2 + random.nextInt(2);
        for (int i = 0; i < kills; i++) {
            if (kind.onS3()) {
                reading.add(fault(random, batch ? BATCH : READING));
            }
            reading.add(kill(kind, random, batch ? BATCH : READING));
        }
        if (!batch) {
            reading.add(random.nextBoolean() ? doubleStart(random) : pause(kind, random));
        }
        if (kind.onS3() && random.nextBoolean()) {
            Moment moment = batch ? Moment.PUBLICATION_DECIDED : Moment.SAVEPOINT_WRITTEN;
            ending.add(fault(random, List.of(Moment.ANY_TIME, moment)));
        }
        if (batch || random.nextInt(3) > 0) {
            ending.add(kill(kind, random, batch ? BATCH : ENDING));
        }
        return new RoundPlan(
                number,
                seed,
                kind.deployment(),
                kind.onS3(),
                kind.inOrder(),
                1 + random.nextInt(2),
                Duration.ofMillis(500 + random.nextInt(2_000)),
                false,
                reading,
                ending);
    }

    private static Kill kill(Kind kind, Random random, List<Moment> moments) {
        Victim victim = Victim.EMBEDDED_JVM;
        if (kind.deployment() == Deployment.CLUSTER) {
            victim = random.nextBoolean() ? Victim.TASK_MANAGER : Victim.JOB_MANAGER;
        }
        Moment moment = moments.get(random.nextInt(moments.size()));
        return new Kill(victim, moment, after(moment, random));
    }

    private static StorageFault fault(Random random, List<Moment> moments) {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        int amount =
                switch (fault) {
                    case SILENCE -> random.nextInt(3) == 0 ? LONG_SILENCE_SECONDS : 5;
                    case SLOW_DOWN -> 5 + random.nextInt(10);
                    case BROKEN_UPLOAD, LOST_ANSWER -> 1 + random.nextInt(4);
                };
        Moment moment = moments.get(random.nextInt(moments.size()));
        return new StorageFault(fault, amount, moment, after(moment, random));
    }

    /** Without a trace to go by anywhere in some seconds; else within what follows the trace. */
    private static Duration after(Moment moment, Random random) {
        int bound = moment.trace().isEmpty() ? 8_000 : random.nextBoolean() ? 5 : 300;
        return Duration.ofMillis(random.nextInt(bound));
    }

    /** How and where the job is run. */
    String kind() {
        return deployment.name().toLowerCase(Locale.ROOT) + (onS3 ? ", S3" : ", local files");
    }

    /** How it reads in the journal. */
    @Override
    public String toString() {
        return "%s, rows %s, parallelism %d, seed %d"
                .formatted(kind(), inOrder ? "in order" : "in any order", parallelism, seed);
    }
}
