package io.smsreports.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How final the windows and days of some books are. */
final class CorrectedStatuses {

    private final OutputState state;
    private final Optional<Instant> newest;
    private final Set<Instant> openWindows = new HashSet<>();
    private final Set<LocalDate> openDays = new HashSet<>();
    private final Set<LocalDate> lateDays = new HashSet<>();

    CorrectedStatuses(OutputTotals books, OutputState state) {
        this.state = state;
        this.newest =
                books.ledger.values().stream()
                        .flatMap(entry -> entry.lastRecord().stream())
                        .max(Instant::compareTo);
        books.open().keySet().forEach(key -> openWindows.add(key.window()));
        openWindows.forEach(window -> openDays.add(WindowKey.dateOf(window)));
        openDays.addAll(books.openDays().keySet());
        books.late.keySet().forEach(key -> lateDays.add(WindowKey.dateOf(key.window())));
    }

    /** The status of a window's row. */
    CorrectedStatus of(Instant window, boolean hasLate) {
        return status(openWindows.contains(window), WindowKey.endOf(window), hasLate);
    }

    /** The status of a day. */
    CorrectedStatus of(LocalDate day) {
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return status(openDays.contains(day), end, lateDays.contains(day));
    }

    private CorrectedStatus status(boolean open, Instant end, boolean hasLate) {
        if (open) {
            return CorrectedStatus.OPEN;
        }
        if (state.wasClosedByOperator(end, newest)) {
            return CorrectedStatus.CLOSED_BY_OPERATOR;
        }
        return hasLate ? CorrectedStatus.PUBLISHED_AND_LATE : CorrectedStatus.PUBLISHED;
    }
}
