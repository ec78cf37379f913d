package io.smsreports.model;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Objects;

/**
 * The days that reports are of: those of a time zone's calendar, of 23, 24 or 25 hours. A window
 * belongs to the day that its start is in, so that a day is a whole number of windows also where
 * midnight lies within one, as it did before zones had offsets of whole quarter hours.
 */
public final class LocalDays implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The days of UTC. */
    public static final LocalDays UTC = new LocalDays(ZoneId.of("UTC"));

    private static final long MILLIS_PER_SECOND = 1_000L;

    private final ZoneId zone;

    public LocalDays(ZoneId zone) {
        this.zone = Objects.requireNonNull(zone, "zone");
    }

    /**
     * The days of a zone.
     *
     * @param zone its id, such as {@code Europe/Prague}, {@code UTC} or {@code +03:00}
     * @throws java.time.DateTimeException if there is none of that name
     */
    public static LocalDays of(String zone) {
        ZoneId id = ZoneId.of(zone);
        return new LocalDays(id.getId().equals("Z") ? ZoneId.of("UTC") : id);
    }

    /** Whose days they are. */
    public ZoneId zone() {
        return zone;
    }

    /** The date that a time is on. */
    public LocalDate dateOf(Instant time) {
        return time.atZone(zone).toLocalDate();
    }

    /** The day of the window that an event time is in, as its date. */
    public LocalDate dayOf(Instant eventTime) {
        return LocalDate.ofEpochDay(dayOf(eventTime.toEpochMilli()));
    }

    /** The day of the window that an event time (epoch milliseconds) is in, as its epoch day. */
    public long dayOf(long eventMillis) {
        return dateOf(Instant.ofEpochMilli(ReportWindow.startOf(eventMillis))).toEpochDay();
    }

    /**
     * The end of a day's last window, exclusive, in epoch milliseconds: no window of the day comes
     * after it. Where midnight comes twice, it is the one that nothing of the day follows.
     */
    public long endOf(long epochDay) {
        LocalDateTime midnight = LocalDate.ofEpochDay(epochDay + 1).atStartOfDay();
        ZoneOffsetTransition change = zone.getRules().getTransition(midnight);
        long end;
        if (change == null) {
            end = midnight.toEpochSecond(zone.getRules().getOffset(midnight));
        } else if (change.isGap()) {
            end = change.toEpochSecond();
        } else {
            boolean dayComesAgain = change.getDateTimeAfter().isBefore(midnight);
            end =
                    midnight.toEpochSecond(
                            dayComesAgain ? change.getOffsetAfter() : change.getOffsetBefore());
        }
        long endMillis = end * MILLIS_PER_SECOND;
        long windowStart = ReportWindow.startOf(endMillis);
        return windowStart == endMillis ? endMillis : windowStart + ReportWindow.SIZE.toMillis();
    }

    /** The start of a day's last window, in epoch milliseconds. */
    public long lastWindowOf(long epochDay) {
        return endOf(epochDay) - ReportWindow.SIZE.toMillis();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalDays days && days.zone.equals(zone);
    }

    @Override
    public int hashCode() {
        return zone.hashCode();
    }

    @Override
    public String toString() {
        return zone.getId();
    }
}
