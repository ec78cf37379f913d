package io.smsreports.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * Tells a live job's heartbeat from one that a killed job left behind. Clocks of two machines
 * differ, so only that of the same host shows how old one is. Any other is watched until it beats
 * again or has been still for too long.
 */
final class HeartbeatWatch {

    /** After so many intervals without a beat, a job is dead: three lost ones are no accident. */
    private static final int INTERVALS_TO_DEATH = 4;

    private static final int LOOKS_PER_INTERVAL = 5;

    private final WallClock clock;

    HeartbeatWatch(WallClock clock) {
        this.clock = clock;
    }

    /** The heartbeat of a job that lives on the output, or empty if none does. */
    Optional<Heartbeat> liveOn(Path outputBase) throws IOException {
        Optional<Heartbeat> first = Heartbeat.read(outputBase);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Duration patience = first.get().interval().multipliedBy(INTERVALS_TO_DEATH);
        Duration step = first.get().interval().dividedBy(LOOKS_PER_INTERVAL);
        Instant giveUp = clock.now().plus(patience);
        while (true) {
            Optional<Heartbeat> current = Heartbeat.read(outputBase);
            if (current.isEmpty() || current.get().hasDeadProcess()) {
                return Optional.empty();
            }
            if (!current.equals(first)) {
                return current;
            }
            Instant now = clock.now();
            boolean old =
                    current.get().isOfThisHost() && current.get().at().plus(patience).isBefore(now);
            if (old || !now.isBefore(giveUp)) {
                return Optional.empty();
            }
            clock.sleep(step);
        }
    }
}
