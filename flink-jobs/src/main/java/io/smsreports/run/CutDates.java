package io.smsreports.run;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The published rows that a batch would take away without having read what they came from. */
final class CutDates {

    private final NavigableMap<String, Loss> byDate = new TreeMap<>();
    private final Map<Reason, NavigableSet<String>> files = new EnumMap<>(Reason.class);

    /** Why the batch does not know that rows are to go. */
    enum Reason {
        /** Their file is not in the input. */
        ABSENT,
        /** Their file was not read whole. */
        UNREAD,
        /** A file of that name is in the input, with rows of other dates instead. */
        OTHER,
        /** Nobody knows their files: file_days does not name them. */
        UNKNOWN
    }

    /** What would vanish of a date. */
    record Loss(long rows, BigDecimal revenue) {

        static final Loss NONE = new Loss(0, BigDecimal.ZERO);

        Loss plus(Loss other) {
            return new Loss(rows + other.rows, revenue.add(other.revenue));
        }
    }

    void add(String date, Loss loss, Reason reason, String file) {
        byDate.merge(date, loss, Loss::plus);
        files.computeIfAbsent(reason, unused -> new TreeSet<>()).add(file);
    }

    boolean isEmpty() {
        return byDate.isEmpty();
    }

    /** The dates, ascending, with what would vanish of each. */
    NavigableMap<String, Loss> losses() {
        return Collections.unmodifiableNavigableMap(byDate);
    }

    Loss total() {
        return byDate.values().stream().reduce(Loss.NONE, Loss::plus);
    }

    /** The files for which this is the reason, by name; of {@link Reason#UNKNOWN} their dates. */
    NavigableSet<String> files(Reason reason) {
        return files.getOrDefault(reason, Collections.emptyNavigableSet());
    }
}
