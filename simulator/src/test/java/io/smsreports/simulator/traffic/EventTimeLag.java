package io.smsreports.simulator.traffic;

import java.util.stream.LongStream;

/** How far rows stand behind the greatest event time before them, in seconds. */
public record EventTimeLag(long greatest, long rowsTwoMinutesBehind) {

    public static EventTimeLag of(LongStream eventSeconds) {
        long latest = Long.MIN_VALUE;
        long greatest = 0;
        long twoMinutesBehind = 0;
        for (long second : eventSeconds.toArray()) {
            latest = Math.max(latest, second);
            greatest = Math.max(greatest, latest - second);
            twoMinutesBehind += latest - second >= 120 ? 1 : 0;
        }
        return new EventTimeLag(greatest, twoMinutesBehind);
    }
}
