package io.smsreports.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;

/** The time of day, and waiting for it to pass. */
interface WallClock {

    /** The machine's clock. */
    WallClock SYSTEM =
            new WallClock() {
                @Override
                public Instant now() {
                    return Instant.now();
                }

                @Override
                public void sleep(Duration duration) throws IOException {
                    try {
                        Thread.sleep(duration.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted while waiting");
                    }
                }
            };

    Instant now();

    /** Returns when the duration has passed. */
    void sleep(Duration duration) throws IOException;
}
