package io.smsreports.cli.terminal;

import java.time.Duration;

/** Durations on the screen: the two greatest units that are not zero, such as {@code 2 h 5 min}. */
public final class DurationText {

    private DurationText() {}

    /** The text. */
    public static String of(Duration duration) {
        if (duration.isNegative()) {
            return "-" + of(duration.negated());
        }
        if (duration.toDays() > 0) {
            return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
        }
        if (duration.toMinutes() > 0) {
            return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return "%d s".formatted(duration.toSeconds());
    }
}
