package io.smsreports.integration.soak;

import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.objectstore.UnreliableS3.Fault;
import io.smsreports.integration.soak.Disturbance.Kill;
import io.smsreports.integration.soak.Disturbance.StorageFault;
import io.smsreports.integration.soak.Disturbance.Victim;
import io.smsreports.integration.soak.RoundPlan.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, killed by SIGKILL at moments where it could hurt, and a store that fails: the
 * soak's rounds at their smallest. See CONTRIBUTING for the long one.
 */
@Timeout(600)
@ProcessTest
final class KilledProcessesIT {

    private static final long SEED = 20200830;

    private final ReferenceInput hour;

    @TempDir private Path folder;

    KilledProcessesIT(ReferenceInput hour) {
        System.out.println("KilledProcessesIT runs with the seed " + SEED);
        this.hour = hour;
    }

    @Test
    void theEmbeddedProcessOnLocalFiles() throws Exception {
        run(
                Deployment.EMBEDDED,
                false,
                hour,
                List.of(
                        embedded(Moment.CHECKPOINT_WRITTEN, 0),
                        embedded(Moment.WINDOW_PUBLISHED, 0)),
                List.of(embedded(Moment.SAVEPOINT_WRITTEN, 0)));
    }

    @Test
    void theEmbeddedProcessOnAStoreThatFails() throws Exception {
        run(
                Deployment.EMBEDDED,
                true,
                hour.shuffled(folder.resolve("shuffled"), SEED),
                List.of(
                        fault(Fault.SLOW_DOWN, 3, Moment.CHECKPOINT_WRITTEN),
                        fault(Fault.BROKEN_UPLOAD, 2, Moment.CHECKPOINT_WRITTEN),
                        embedded(Moment.CHECKPOINT_WRITTEN, 50),
                        fault(Fault.LOST_ANSWER, 2, Moment.CHECKPOINT_WRITTEN)),
                List.of(embedded(Moment.OUTPUT_CLOSED, 0)));
    }

    @Test
    void bothKindsOfProcessesOfACluster() throws Exception {
        run(
                Deployment.CLUSTER,
                false,
                hour,
                List.of(
                        kill(Victim.TASK_MANAGER, Moment.FILE_BEGUN, 0),
                        kill(Victim.JOB_MANAGER, Moment.CHECKPOINT_BEGUN, 0)),
                List.of());
    }

    @Test
    void aBatchWhilePublishing() throws Exception {
        run(
                Deployment.BATCH,
                false,
                hour,
                List.of(embedded(Moment.PUBLICATION_DECIDED, 0)),
                List.of(embedded(Moment.DAY_PUBLISHED, 0)));
    }

    private void run(
            Deployment deployment,
            boolean onS3,
            ReferenceInput input,
            List<Disturbance> whileReading,
            List<Disturbance> whileEnding)
            throws Exception {
        RoundPlan plan =
                new RoundPlan(
                        1,
                        SEED,
                        deployment,
                        onS3,
                        input.equals(hour),
                        2,
                        Duration.ofMillis(500),
                        false,
                        whileReading,
                        whileEnding);
        new Round(plan, input, folder, new Journal(System.out)).run();
    }

    private static Kill embedded(Moment moment, int afterMillis) {
        return kill(Victim.EMBEDDED_JVM, moment, afterMillis);
    }

    private static Kill kill(Victim victim, Moment moment, int afterMillis) {
        return new Kill(victim, moment, Duration.ofMillis(afterMillis));
    }

    private static StorageFault fault(Fault fault, int amount, Moment moment) {
        return new StorageFault(fault, amount, moment, Duration.ZERO);
    }
}
