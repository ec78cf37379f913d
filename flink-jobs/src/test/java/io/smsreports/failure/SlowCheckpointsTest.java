package io.smsreports.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SlowCheckpointsTest {

    private static final long LONG = SlowCheckpoints.LONG.toMillis();

    private final SlowCheckpoints pending = new SlowCheckpoints();

    @Test
    void tellsSinceWhenOneTakesLong() {
        pending.begun(7, 1_000);

        assertThat(pending.longSinceMillis(1_000 + LONG - 1)).isEmpty();
        assertThat(pending.longSinceMillis(1_000 + LONG)).hasValue(1_000);
    }

    @Test
    void tellsTheOldest() {
        pending.begun(7, 1_000);
        pending.begun(8, 2_000);

        assertThat(pending.longSinceMillis(2_000 + LONG)).hasValue(1_000);
    }

    @Test
    void forgetsWhatIsCompleteOrHasFailed() {
        pending.begun(7, 1_000);
        pending.begun(8, 2_000);
        pending.begun(9, 3_000);

        pending.completed(8);
        assertThat(pending.longSinceMillis(3_000 + LONG)).hasValue(3_000);

        pending.aborted(9);
        assertThat(pending.longSinceMillis(3_000 + LONG)).isEmpty();
    }

    @Test
    void forgetsWhatAnAttemptBeforeHasBegun() {
        pending.begun(7, 1_000);
        pending.restarted();

        assertThat(pending.longSinceMillis(1_000 + LONG)).isEmpty();
    }
}
