package io.smsreports.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that stands until someone sleeps, or a test moves it. */
final class HandClock implements WallClock {

    /** What happens elsewhere while someone sleeps. */
    interface Meanwhile {
        void happen(Instant now) throws IOException;
    }

    private Instant now;
    private Meanwhile meanwhile = instant -> {};
    private final List<Duration> slept = new ArrayList<>();

    HandClock(String now) {
        this.now = Instant.parse(now);
    }

    HandClock whileSleeping(Meanwhile meanwhile) {
        this.meanwhile = meanwhile;
        return this;
    }

    HandClock advance(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Duration slept() {
        return slept.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void sleep(Duration duration) throws IOException {
        slept.add(duration);
        now = now.plus(duration);
        meanwhile.happen(now);
    }
}
