package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {

    private static final String AT = "2026-11-22T18:20:00Z";
    private static final Instant NOW = Instant.parse(AT);

    @TempDir Path folder;
    private OutputFixture output;

    @BeforeEach
    void createOutput() {
        output = new OutputFixture(folder);
    }

    @Test
    void isReadableJsonInAFixedOrder() throws IOException {
        output.withHeartbeat("worker-3", 77, AT, 12);

        assertThat(output.read("_sms-reports/heartbeat.json"))
                .isEqualTo(
                        """
                        {
                          "token" : "token-1",
                          "runId" : "20261122t181500-4f2a",
                          "host" : "worker-3",
                          "pid" : 77,
                          "jobId" : "job-1",
                          "at" : "2026-11-22T18:20:00Z",
                          "interval" : "PT5S",
                          "committedCheckpoint" : 12
                        }
                        """);
        assertThat(Heartbeat.read(output.base()).orElseThrow().committedCheckpoint()).isEqualTo(12);
    }

    @Test
    void renewsItselfAndNeverForgetsWhatWasCommitted() throws IOException {
        Heartbeat first = beat(NOW).renew(output.base(), NOW, 3);
        Heartbeat second = first.renew(output.base(), NOW.plusSeconds(5), 0);

        assertThat(second.at()).isEqualTo(NOW.plusSeconds(5));
        assertThat(second.committedCheckpoint()).isEqualTo(3);
        assertThat(Heartbeat.read(output.base())).contains(second);
    }

    @Test
    void takesOverFromAnOlderAttemptThatCommittedNoMore() throws IOException {
        output.withHeartbeat("worker-3", 77, "2026-11-22T18:19:58Z", 12);

        Heartbeat ours = beat(NOW).renew(output.base(), NOW, 12);

        assertThat(ours.committedCheckpoint()).isEqualTo(12);
        assertThat(Heartbeat.read(output.base())).contains(ours);
    }

    @Test
    void givesWayToAnOlderHeartbeatThatHasCommittedMore() throws IOException {
        Heartbeat further = output.withHeartbeat("worker-3", 77, "2026-11-22T18:19:58Z", 12);

        assertThatThrownBy(() -> beat(NOW).renew(output.base(), NOW, 11))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessage(
                        "Output %s has been taken by another job: run 20261122t181500-4f2a is"
                                + " committed up to checkpoint 12, and this job knows it up to 11."
                                + " This job ends.",
                        output.output);
        assertThat(Heartbeat.read(output.base())).contains(further);
    }

    @Test
    void givesWayToAJobThatCommittedMoreAndHasEnded() throws IOException {
        output.hasRun(RunMode.STREAMING);
        Heartbeat ended = beat(NOW).renew(output.base(), NOW, 12);
        ended.end(output.base());

        assertThatThrownBy(() -> beat(NOW).renew(output.base(), NOW, 11))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessageContaining("is committed up to checkpoint 12");
        assertThat(Heartbeat.read(output.base())).isEmpty();
    }

    @Test
    void takesNothingFromAnotherRun() throws IOException {
        output.withHeartbeat("worker-3", 77, "2026-11-22T18:19:58Z", 12);

        Heartbeat ours =
                Heartbeat.ofThisProcess("20261122t182000-0001", "job-2", NOW)
                        .renew(output.base(), NOW, 0);

        assertThat(ours.committedCheckpoint()).isZero();
    }

    @Test
    void givesWayToAnotherJobThatHasTakenTheOutput() throws IOException {
        Heartbeat ours = beat(NOW).renew(output.base(), NOW, 3);
        Heartbeat other = output.withHeartbeat("worker-3", 77, "2026-11-22T18:20:04Z", 12);

        assertThatThrownBy(() -> ours.renew(output.base(), NOW.plusSeconds(60), 4))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessage(
                        "Output %s has been taken by another job: run 20261122t181500-4f2a, Flink"
                                + " job job-1 on host worker-3 (process 77). This job ends.",
                        output.output);
        assertThat(Heartbeat.read(output.base())).contains(other);
    }

    @Test
    void givesWayToAnotherRunHoweverOldItsHeartbeat() throws IOException {
        output.hasRun(RunMode.STREAMING);
        Heartbeat other = output.withHeartbeat("worker-3", 77, "2026-11-22T18:00:00Z", 12);
        Heartbeat ours = Heartbeat.ofThisProcess("20261122t170000-0001", "job-2", NOW);

        assertThatThrownBy(() -> ours.renew(output.base(), NOW, 3))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN)
                .hasMessage(
                        "Output %s has passed from run 20261122t170000-0001 to run"
                                + " 20261122t181500-4f2a. This job ends.",
                        output.output);
        assertThat(Heartbeat.read(output.base())).contains(other);
    }

    @Test
    void leavesWhatItCommittedInTheRunWhenItEnds() throws IOException {
        output.hasRun(RunMode.STREAMING);
        Heartbeat ours = beat(NOW).renew(output.base(), NOW, 3);

        ours.end(output.base());
        ours.end(output.base());

        assertThat(Heartbeat.read(output.base())).isEmpty();
        assertThat(RunRecord.read(output.base()).orElseThrow().committedCheckpoint()).isEqualTo(3);
    }

    @Test
    void leavesAnotherJobsHeartbeatAlone() throws IOException {
        output.hasRun(RunMode.STREAMING);
        Heartbeat other = output.withHeartbeat("worker-3", 77, AT, 12);

        beat(NOW).end(output.base());

        assertThat(Heartbeat.read(output.base())).contains(other);
        assertThat(RunRecord.read(output.base()).orElseThrow().committedCheckpoint()).isZero();
    }

    @Test
    void noHeartbeatIsNoLiveJob() throws IOException {
        assertThat(new HeartbeatWatch(new HandClock(AT)).liveOn(output.base())).isEmpty();
    }

    @Test
    void aDeadProcessOfThisHostIsNotWaitedFor() throws IOException {
        output.withHeartbeat(thisHost(), OutputFixture.DEAD_PID, AT, 12);
        HandClock clock = new HandClock(AT);

        assertThat(new HeartbeatWatch(clock).liveOn(output.base())).isEmpty();
        assertThat(clock.slept()).isZero();
    }

    @Test
    void anOldHeartbeatOfThisHostIsNotWaitedFor() throws IOException {
        output.withHeartbeat(thisHost(), ProcessHandle.current().pid(), AT, 12);
        HandClock clock = new HandClock("2026-11-22T18:20:21Z");

        assertThat(new HeartbeatWatch(clock).liveOn(output.base())).isEmpty();
        assertThat(clock.slept()).isZero();
    }

    /** The other host's clock may be an hour behind. */
    @Test
    void anOldHeartbeatOfAnotherHostIsWatchedAndAliveIfItMoves() throws IOException {
        output.withHeartbeat("worker-3", 77, AT, 12);
        HandClock clock = new HandClock("2026-11-22T19:20:00Z");
        clock.whileSleeping(
                now -> output.withHeartbeat("worker-3", 77, NOW.plusSeconds(5).toString(), 12));

        assertThat(new HeartbeatWatch(clock).liveOn(output.base())).isPresent();

        HandClock still = new HandClock("2026-11-22T19:20:00Z");
        assertThat(new HeartbeatWatch(still).liveOn(output.base())).isEmpty();
        assertThat(still.slept()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aHeartbeatThatStandsStillIsDeadAfterFourIntervals() throws IOException {
        output.withHeartbeat("worker-3", 77, AT, 12);
        HandClock clock = new HandClock(AT);

        assertThat(new HeartbeatWatch(clock).liveOn(output.base())).isEmpty();
        assertThat(clock.slept()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aHeartbeatFromAClockAheadIsWatchedForFourIntervalsAtMost() throws IOException {
        output.withHeartbeat("worker-3", 77, "2026-11-22T19:00:00Z", 12);
        HandClock clock = new HandClock(AT);

        assertThat(new HeartbeatWatch(clock).liveOn(output.base())).isEmpty();
        assertThat(clock.slept()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aHeartbeatThatMovesIsAlive() throws IOException {
        output.withHeartbeat("worker-3", 77, "2026-11-22T18:19:55Z", 12);
        HandClock clock = new HandClock(AT);
        clock.whileSleeping(
                now -> {
                    if (clock.slept().equals(Duration.ofSeconds(4))) {
                        output.withHeartbeat("worker-3", 77, now.toString(), 12);
                    }
                });

        assertThat(new HeartbeatWatch(clock).liveOn(output.base()))
                .hasValueSatisfying(beat -> assertThat(beat.at()).isEqualTo(NOW.plusSeconds(4)));
        assertThat(clock.slept()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aHeartbeatThatGoesAwayMeanwhileWasTheLast() throws IOException {
        Heartbeat beat = output.withHeartbeat("worker-3", 77, AT, 12);
        HandClock clock = new HandClock(AT).whileSleeping(now -> beat.end(output.base()));

        assertThat(new HeartbeatWatch(clock).liveOn(output.base())).isEmpty();
        assertThat(clock.slept()).isEqualTo(Duration.ofSeconds(1));
    }

    private static Heartbeat beat(Instant now) {
        return Heartbeat.ofThisProcess(OutputFixture.RUN, "job-2", now);
    }

    private static String thisHost() {
        return beat(NOW).host();
    }
}
