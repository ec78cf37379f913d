package io.smsreports.reduce;

import io.smsreports.model.LocalDays;
import io.smsreports.model.RevenueSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where the rows of one file belong whose local time comes twice, because clocks were put back. It
 * is decided by what else is in the file, so that it does not matter when and in how many blocks it
 * is read. A fall by half of the hour or more, below the furthest time so far, leads from the first
 * pass to the second. Rows out of order around the turn stay in the first: those that are less than
 * half of the hour behind, and not ahead of what the first pass had reached.
 *
 * <p>As long as a file has shown nothing of where it is, its rows of that hour are held back: it is
 * the first pass if a time from before comes, or such a fall, and the second one if a time from
 * after it comes. If the file was cut at the turn, its first rows may be of both passes: they lie
 * half of the hour apart, and the next one is near the lower of them. A file that ends so is wholly
 * within the hour, and goes by its modification time, if that lies within two hours of it.
 *
 * <p>Zones had changes that are no whole minutes before 1972. Of these the first pass is taken.
 */
final class RepeatedHours {

    /** A modification time up to so long after the second pass says in which of the two it lies. */
    private static final long TELLING_SECONDS = Duration.ofHours(2).toSeconds();

    /** Clocks are put back by a day at most, and the file shows where it is as long before. */
    private static final long SEARCHED_SECONDS = Duration.ofDays(2).toSeconds();

    private static final int SECONDS_PER_MINUTE = 60;

    /** What may be held back of a file; more is decided as if the file ended there. */
    private static final int MAX_HELD_SLICES = 100_000;

    private static final int MAX_HELD_HOURS = 64;

    /** With a block's own rows it stays below 2^63. */
    private static final long MAX_HELD_MINOR = 3_000_000_000_000_000_000L;

    /**
     * By this part of the hour a row of the first pass may be ahead of what it had reached when
     * rows of the second had come already: rows that are so near come one after the other.
     */
    private static final int NEAR_PART = 12;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final ZoneRules rules;
    private final Rows rows;

    // Between them no hour that comes twice is near.
    private long quietFrom = UNKNOWN;
    private long quietTo = UNKNOWN;

    // Between them no other one is near than this one.
    private long nearFrom = UNKNOWN;
    private long nearTo = UNKNOWN;
    private ZoneOffsetTransition nearTurn;

    private final NavigableMap<Long, Hour> hours = new TreeMap<>();
    private long modifiedSecond;
    private int heldHours;

    /** Takes the rows, as soon as it is known when they are. */
    interface Rows {
        /** A row. */
        void add(long epochSecond, int paytype, long amountMinor);

        /**
         * Rows that were held back.
         *
         * @param slice as if they were of the first pass
         */
        void add(RevenueSlice slice, long laterByMinutes);

        /** The time of rows that were held back, at least of one. */
        void addTime(long epochSecond);

        /** Nothing has shown in which pass these rows are; they count in the first. */
        void undecided(long count, Instant turn);
    }

    private static final class Hour {
        private final long turn;
        private final long seconds;
        private long furthest = UNKNOWN;
        private long furthestBefore = UNKNOWN;
        private SliceTable held;
        private long heldFirst = Long.MAX_VALUE;
        private long heldLast = UNKNOWN;

        // Where the rows that are held back jump by half of the hour, if they do.
        private long jumpFrom = UNKNOWN;
        private long jumpTo = UNKNOWN;
        private long heldMinor;

        Hour(ZoneOffsetTransition turn) {
            this.turn = turn.toEpochSecond();
            this.seconds = -turn.getDuration().toSeconds();
        }

        /** Whether a time lies so close to the hour that it shows where the file is. */
        boolean isNear(long epochSecond) {
            return epochSecond >= turn - 2 * seconds && epochSecond < turn + 2 * seconds;
        }

        boolean isRepeated(long first) {
            return first >= turn - seconds && first < turn;
        }

        void reach(long epochSecond) {
            furthest = Math.max(furthest, epochSecond);
            if (epochSecond < turn) {
                furthestBefore = Math.max(furthestBefore, epochSecond);
            }
        }

        /** Whether a row is of the second pass, given what the file has shown. */
        boolean isOfSecond(long first) {
            boolean lagsBehind =
                    furthestBefore != UNKNOWN && first <= furthestBefore + seconds / NEAR_PART;
            return isFall(furthest, first) || (furthest >= turn && !lagsBehind);
        }

        boolean isFall(long from, long to) {
            return 2 * (from - to) >= seconds;
        }

        /** Takes the time of a row that is held back. */
        void holdTime(long first) {
            if (jumpFrom != UNKNOWN) {
                jumpTo = Math.min(jumpTo, first);
            } else if (heldLast != UNKNOWN && isFall(first, heldLast)) {
                jumpFrom = heldLast;
                jumpTo = first;
            }
            heldFirst = Math.min(heldFirst, first);
            heldLast = Math.max(heldLast, first);
        }

        /** Whether a row follows those before the jump, so that those after it were behind. */
        boolean returnsBeforeTheJump(long first) {
            return jumpFrom != UNKNOWN && Math.abs(first - jumpFrom) <= seconds / NEAR_PART;
        }
    }

    RepeatedHours(ZoneId zone, Rows rows) {
        this.rules = zone.getRules();
        this.rows = rows;
        if (rules.isFixedOffset()) {
            quietTo = Long.MAX_VALUE;
        }
    }

    /**
     * Begins a file.
     *
     * @param before what it has shown so far, if it begins in the middle
     */
    void begin(long fileModifiedMillis, List<ShownHour> before) {
        modifiedSecond = Math.floorDiv(fileModifiedMillis, 1_000L);
        hours.clear();
        heldHours = 0;
        for (ShownHour shown : before) {
            Hour hour = new Hour(rules.previousTransition(Instant.ofEpochSecond(shown.turn() + 1)));
            hour.furthest = shown.furthest();
            hour.furthestBefore = shown.furthestBefore();
            for (RevenueSlice slice : shown.held()) {
                hold(hour, slice);
            }
            hour.heldFirst = shown.heldFirst();
            hour.heldLast = shown.heldLast();
            hour.jumpFrom = shown.jumpFrom();
            hour.jumpTo = shown.jumpTo();
            hours.put(hour.turn, hour);
        }
    }

    /** What the file has shown so far; nothing in nearly every file. */
    List<ShownHour> shown() {
        List<ShownHour> shown = new ArrayList<>();
        for (Hour hour : hours.values()) {
            List<RevenueSlice> held =
                    hour.held == null ? List.of() : hour.held.slices(LocalDays.UTC);
            shown.add(
                    new ShownHour(
                            hour.turn,
                            hour.furthest,
                            hour.furthestBefore,
                            held,
                            hour.heldFirst,
                            hour.heldLast,
                            hour.jumpFrom,
                            hour.jumpTo));
        }
        return shown;
    }

    /** Whether rows are held back. */
    boolean holdsBack() {
        return heldHours > 0;
    }

    /** Whether a time is far from every hour that comes twice. */
    boolean isQuiet(long epochSecond) {
        return epochSecond >= quietFrom && epochSecond < quietTo;
    }

    /**
     * Adds a row that may be near such an hour.
     *
     * @param first its time; of the two that it may have, the first
     */
    void add(long first, int paytype, long amountMinor) {
        Hour hour = near(first);
        if (hour == null) {
            rows.add(first, paytype, amountMinor);
            return;
        }
        if (!hour.isRepeated(first)) {
            release(hour, first >= hour.turn);
            hour.reach(first);
            rows.add(first, paytype, amountMinor);
            return;
        }
        if (hour.held != null && hour.isFall(hour.heldLast, first)) {
            if (hour.returnsBeforeTheJump(first)) {
                releaseOfBoth(hour);
            } else {
                release(hour, false);
            }
        }
        if (hour.furthest == UNKNOWN) {
            hold(
                    hour,
                    new RevenueSlice(
                            Math.floorDiv(first, SECONDS_PER_MINUTE),
                            paytype,
                            1,
                            amountMinor,
                            amountMinor,
                            amountMinor,
                            Math.min(amountMinor, 0)));
            hour.holdTime(first);
            keepWithinLimits(hour);
            return;
        }
        long time = hour.isOfSecond(first) ? first + hour.seconds : first;
        hour.reach(time);
        rows.add(time, paytype, amountMinor);
    }

    private void hold(Hour hour, RevenueSlice slice) {
        if (hour.held == null) {
            hour.held = new SliceTable();
            heldHours++;
        }
        hour.held.add(slice, 0);
        // The amounts without their signs, so that no part of them is greater.
        hour.heldMinor += slice.amountMinor() - 2 * slice.reversalsMinor();
    }

    private void keepWithinLimits(Hour hour) {
        if (hour.heldMinor > MAX_HELD_MINOR || hour.held.size() > MAX_HELD_SLICES) {
            settle(hour);
        }
        if (heldHours > MAX_HELD_HOURS) {
            end();
        }
    }

    /** The file ends: what is still held back goes by its modification time. */
    void end() {
        hours.values().forEach(this::settle);
    }

    private void settle(Hour hour) {
        if (hour.held == null) {
            return;
        }
        boolean tells =
                modifiedSecond >= hour.turn - hour.seconds
                        && modifiedSecond < hour.turn + hour.seconds + TELLING_SECONDS;
        if (!tells) {
            long count =
                    hour.held.slices(LocalDays.UTC).stream()
                            .mapToLong(RevenueSlice::recordCount)
                            .sum();
            rows.undecided(count, Instant.ofEpochSecond(hour.turn));
        }
        release(hour, tells && hour.heldLast + hour.seconds <= modifiedSecond);
    }

    private void release(Hour hour, boolean second) {
        if (hour.held == null) {
            return;
        }
        long later = second ? hour.seconds : 0;
        for (RevenueSlice slice : hour.held.slices(LocalDays.UTC)) {
            rows.add(slice, later / SECONDS_PER_MINUTE);
        }
        rows.addTime(hour.heldFirst + later);
        rows.addTime(hour.heldLast + later);
        hour.reach(hour.heldLast + later);
        forget(hour);
    }

    /** Those before the jump are of the second pass, those after it of the first. */
    private void releaseOfBoth(Hour hour) {
        for (RevenueSlice slice : hour.held.slices(LocalDays.UTC)) {
            boolean second = slice.epochMinute() * SECONDS_PER_MINUTE <= hour.jumpFrom;
            rows.add(slice, second ? hour.seconds / SECONDS_PER_MINUTE : 0);
        }
        rows.addTime(hour.jumpTo);
        rows.addTime(hour.jumpFrom + hour.seconds);
        hour.reach(hour.heldLast);
        hour.reach(hour.jumpFrom + hour.seconds);
        forget(hour);
    }

    private void forget(Hour hour) {
        hour.held = null;
        hour.heldMinor = 0;
        heldHours--;
    }

    /** The hour that a time is near to, and known from now on; null if there is none. */
    private Hour near(long first) {
        if (first >= nearFrom && first < nearTo) {
            return hours.computeIfAbsent(nearTurn.toEpochSecond(), turn -> new Hour(nearTurn));
        }
        Hour found = null;
        int near = 0;
        long from = first - SEARCHED_SECONDS;
        long to = Long.MAX_VALUE;
        for (ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochSecond(from));
                change != null && to == Long.MAX_VALUE;
                change = rules.nextTransition(change.getInstant())) {
            if (!change.isOverlap() || change.getDuration().toSeconds() % SECONDS_PER_MINUTE != 0) {
                continue;
            }
            Hour hour = new Hour(change);
            if (hour.isNear(first)) {
                found = found == null || hour.isRepeated(first) ? hour : found;
                near++;
            } else if (hour.turn < first) {
                from = Math.max(from, hour.turn + 2 * hour.seconds);
            } else {
                to = hour.turn - 2 * hour.seconds;
            }
        }
        if (found == null) {
            quietFrom = from;
            quietTo = to;
            return null;
        }
        if (near == 1) {
            nearTurn = rules.previousTransition(Instant.ofEpochSecond(found.turn + 1));
            nearFrom = Math.max(from, found.turn - 2 * found.seconds);
            nearTo = Math.min(to, found.turn + 2 * found.seconds);
        }
        Hour known = hours.putIfAbsent(found.turn, found);
        return known == null ? found : known;
    }
}
