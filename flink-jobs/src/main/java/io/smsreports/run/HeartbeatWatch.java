package io.smsreports.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * Tells a live job's heartbeat from one that a killed job left behind, without comparing clocks:
 * its process has ended, as far as that can be seen from here, or the heartbeat is watched until it
 * beats. A job that is paused for longer is taken for dead, and loses its output if it wakes up.
 */
final class HeartbeatWatch {

    /** One beat that a live job cannot miss, and one that it may. */
    private static final int INTERVALS_TO_WATCH = 2;

    private static final int LOOKS_PER_INTERVAL = 10;

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
        Duration step = first.get().interval().dividedBy(LOOKS_PER_INTERVAL);
        for (int look = 0; look <= INTERVALS_TO_WATCH * LOOKS_PER_INTERVAL; look++) {
            Optional<Heartbeat> current = Heartbeat.read(outputBase);
            if (current.isEmpty() || current.get().process().hasEnded()) {
                return Optional.empty();
            }
            if (!current.equals(first)) {
                return current;
            }
            clock.sleep(step);
        }
        return Optional.empty();
    }

    /**
     * The heartbeat of a job that has just become the owner of an output, and may beat for the
     * first time only now; empty if it has ended, or is dead.
     *
     * @param owner its token
     */
    Optional<Heartbeat> firstOf(Path outputBase, String owner) throws IOException {
        Duration step = Heartbeat.INTERVAL.dividedBy(LOOKS_PER_INTERVAL);
        for (int look = 0; look <= INTERVALS_TO_WATCH * LOOKS_PER_INTERVAL; look++) {
            Optional<Heartbeat> last = Heartbeat.last(outputBase);
            if (last.isPresent() && last.get().owner().equals(owner)) {
                return last.filter(beat -> !beat.ended());
            }
            clock.sleep(step);
        }
        return Optional.empty();
    }
}
