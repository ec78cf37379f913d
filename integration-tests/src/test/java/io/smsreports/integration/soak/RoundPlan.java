package io.smsreports.integration.soak;

import io.smsreports.integration.objectstore.UnreliableS3.Fault;
import io.smsreports.integration.soak.Disturbance.Kill;
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

    /** The plan of a soak's round. */
    static RoundPlan of(long soakSeed, int number) {
        Kind kind = KINDS.get((number - 1) % KINDS.size());
        long seed = soakSeed * 1_000 + number;
        Random random = new Random(seed);
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

    /** How it reads in the journal. */
    @Override
    public String toString() {
        return "%s, %s, rows %s, parallelism %d, seed %d"
                .formatted(
                        deployment.name().toLowerCase(Locale.ROOT),
                        onS3 ? "S3" : "local files",
                        inOrder ? "in order" : "in any order",
                        parallelism,
                        seed);
    }
}
