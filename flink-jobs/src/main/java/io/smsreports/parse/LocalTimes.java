package io.smsreports.parse;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Local times of a zone as epoch seconds. It remembers the stretch of time that the last one was
 * in, since a zone's offset changes twice a year at most, and a file's rows are near each other.
 */
final class LocalTimes {

    private final ZoneRules rules;

    // Local times from the one to before the other have this offset; none before the first one.
    private long from;
    private long to;
    private long offset;

    LocalTimes(ZoneId zone) {
        this.rules = zone.getRules();
        if (rules.isFixedOffset()) {
            from = Long.MIN_VALUE;
            to = Long.MAX_VALUE;
            offset = rules.getOffset(Instant.EPOCH).getTotalSeconds();
        }
    }

    /**
     * The epoch second of a local time; where it comes twice, the first one.
     *
     * @param localSecond as it would be in UTC
     * @return {@link CdrSink#UNREADABLE} if clocks were put forward over it
     */
    long epochSecond(long localSecond) {
        if (localSecond < from || localSecond >= to) {
            return find(localSecond);
        }
        return localSecond - offset;
    }

    private long find(long localSecond) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return CdrSink.UNREADABLE;
        }
        offset = offsets.get(0).getTotalSeconds();
        Instant time = Instant.ofEpochSecond(localSecond - offset);
        ZoneOffsetTransition began = rules.previousTransition(time.plusSeconds(1));
        ZoneOffsetTransition ends = rules.nextTransition(time);
        // Of a time that came twice the first one counts: it is of the stretch before.
        from =
                began == null
                        ? Long.MIN_VALUE
                        : began.toEpochSecond()
                                + Math.max(offset, began.getOffsetBefore().getTotalSeconds());
        to = ends == null ? Long.MAX_VALUE : ends.toEpochSecond() + offset;
        return localSecond - offset;
    }
}
