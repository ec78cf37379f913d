package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.ownership.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {

    private static final Instant NOW = Instant.parse(OutputFixture.NOW);
    private static final Duration WATCHED = Duration.ofMillis(10_500);

    @TempDir Path folder;
    private OutputFixture output;
    private final HandClock clock = new HandClock(OutputFixture.NOW);

    @BeforeEach
    void createOutput() {
        output = new OutputFixture(folder);
    }

    @Test
    void isReadableJsonInAFixedOrder() throws IOException {
        output.withHeartbeat(OutputFixture.ELSEWHERE, 12);

        assertThat(output.read("_sms-reports/heartbeat.json"))
                .isEqualTo(
                        """
                        {
                          "runId" : "20261122t181500-4f2a",
                          "owner" : "owner-1",
                          "process" : {
                            "host" : "worker-3",
                            "namespace" : "pid:[4026531836]",
                            "pid" : 77,
                            "startedAt" : null
                          },
                          "jobId" : "job-1",
                          "beat" : 12,
                          "at" : "2026-11-22T19:00:00Z",
                          "interval" : "PT5S",
                          "ended" : false
                        }
                        """);
    }

    @Test
    void countsItsBeats() throws IOException {
        Heartbeat first = own().renew(output.base(), NOW);
        Heartbeat second = first.renew(output.base(), NOW.plusSeconds(5));

        assertThat(second.beat()).isEqualTo(first.beat() + 1);
        assertThat(Heartbeat.read(output.base())).contains(second);
    }

    @Test
    void leavesTheHeartbeatOfAnotherJobAlone() throws IOException {
        Heartbeat other = output.withHeartbeat(OutputFixture.ELSEWHERE, 12);

        own().end(output.base());

        assertThat(Heartbeat.read(output.base())).contains(other);
    }

    @Test
    void goesWithItsJob() throws IOException {
        own().renew(output.base(), NOW).end(output.base());

        assertThat(Heartbeat.read(output.base())).isEmpty();
    }

    // ------------------------------------------------------------------- is it live?

    @Test
    void knowsAtOnceThatAProcessOfThisMachineHasEnded() throws IOException {
        output.hasKilledJob();

        assertThat(live()).isEmpty();
        assertThat(clock.slept()).isZero();
    }

    /** Its number has been given to another process since. */
    @Test
    void knowsAProcessByItsStartToo() throws IOException {
        ProcessIdentity self = ProcessIdentity.ofThis();
        output.withHeartbeat(
                new ProcessIdentity(
                        self.host(),
                        self.namespace(),
                        self.pid(),
                        Optional.of(Instant.parse("2020-01-01T00:00:00Z"))),
                1);

        assertThat(live()).isEmpty();
        assertThat(clock.slept()).isZero();
    }

    @Test
    void seesThatAJobElsewhereBeats() throws IOException {
        output.hasLiveJob(clock);

        assertThat(live()).isPresent();
        assertThat(clock.slept()).isLessThan(WATCHED);
    }

    @Test
    void takesAJobElsewhereForDeadThatMissesTwoBeats() throws IOException {
        output.withHeartbeat(OutputFixture.ELSEWHERE, 1);

        assertThat(live()).isEmpty();
        assertThat(clock.slept()).isEqualTo(WATCHED);
    }

    /** Two containers on one machine may have the same host name and the same numbers. */
    @Test
    void doesNotTakeAProcessOfAnotherNamespaceForOneOfThis() throws IOException {
        ProcessIdentity self = ProcessIdentity.ofThis();
        ProcessIdentity other =
                new ProcessIdentity(
                        self.host(), "pid:[1]", OutputFixture.DEAD_PID, Optional.empty());
        output.withHeartbeat(other, 1);
        clock.whileSleeping(now -> output.withHeartbeat(other, 2));

        assertThat(live()).isPresent();
    }

    /** As after a job that was cancelled on a cluster that goes on. */
    @Test
    void takesAJobForDeadWhoseProcessLivesAndDoesNotBeat() throws IOException {
        output.withHeartbeat(ProcessIdentity.ofThis(), 1);

        assertThat(live()).isEmpty();
        assertThat(clock.slept()).isEqualTo(WATCHED);
    }

    @Test
    void seesThatAJobEndsWhileItWatches() throws IOException {
        Heartbeat beat = output.withHeartbeat(OutputFixture.ELSEWHERE, 1);
        clock.whileSleeping(now -> beat.end(output.base()));

        assertThat(live()).isEmpty();
        assertThat(clock.slept()).isLessThan(WATCHED);
    }

    private Optional<Heartbeat> live() throws IOException {
        return new RunRules(clock).liveJob(output.base());
    }

    private static Heartbeat own() {
        return Heartbeat.ofThisProcess(OutputFixture.RUN, "owner-2", "job-2", NOW);
    }
}
