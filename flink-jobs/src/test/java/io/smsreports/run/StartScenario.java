package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.OutputOwner;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Given an output as it lies there, when a run is started on it, then it begins or is refused. */
abstract class StartScenario {

    @TempDir Path folder;

    OutputFixture given;
    final HandClock clock = new HandClock(OutputFixture.NOW);
    private final RunRules rules = new RunRules(clock);

    @BeforeEach
    void beginWithoutAnOutput() {
        given = new OutputFixture(folder);
    }

    final Outcome whenStarted(RunRequest request) {
        try {
            return new Outcome(rules.start(request), null);
        } catch (Exception e) {
            return new Outcome(null, e);
        }
    }

    /** What a start came to: one of the two. */
    final class Outcome {

        private final RunStart start;
        private final Exception failure;

        private Outcome(RunStart start, Exception failure) {
            this.start = start;
            this.failure = failure;
        }

        /**
         * @param message in which OUT, RUN and CHECKPOINTS stand for the output's own
         */
        void isRefused(String message) {
            assertThat(failure)
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                    .hasMessage("%s", given.named(message));
        }

        void isRefusedWith(String part) {
            assertThat(failure)
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                    .hasMessageContaining(part);
        }

        /** In one line. */
        void isRefusedLike(String begin, String end) {
            assertThat(failure)
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                    .hasMessageStartingWith(begin)
                    .hasMessageEndingWith(end)
                    .hasMessageNotContaining("\n");
        }

        /** A run of its own, from the beginning. */
        RunStart isNew() {
            assertThat(began().isNew()).isTrue();
            assertThat(start.runId())
                    .matches("20261122t19\\d{4}-[0-9a-f]{4}")
                    .isNotEqualTo(OutputFixture.RUN);
            assertThat(start.restorePath()).isEmpty();
            assertThat(start.alreadyDone()).isFalse();
            assertThat(start.checkpointsDir())
                    .isEqualTo(given.checkpoints.resolve(start.runId()).toString());
            return start;
        }

        /** The same run, from a checkpoint of its own. */
        void resumesFrom(String place) {
            continuesFrom(Optional.of(given.checkpointsOfRun().resolve(place)));
        }

        void continuesFrom(Optional<Path> place) {
            RunStart begun = began();
            assertThat(begun.runId()).isEqualTo(OutputFixture.RUN);
            assertThat(begun.isNew()).isFalse();
            assertThat(begun.endsOnly()).isFalse();
            assertThat(begun.restorePath()).isEqualTo(place.map(path -> "file:" + path));
            assertThat(begun.checkpointsDir()).isEqualTo(given.checkpointsOfRun().toString());
            assertThat(begun.finishedPublication()).isEmpty();
            OutputOwner owner = begun.owner().orElseThrow();
            assertThat(owner.runId()).isEqualTo(OutputFixture.RUN);
            assertThat(owner.token()).isNotEqualTo(OutputFixture.OWNER);
            assertThat(owner.restored()).isEqualTo(begun.restorePath().orElse(""));
        }

        RunStart began() {
            assertThat(failure).isNull();
            return start;
        }
    }
}
