package io.smsreports.reconcile.report;

import io.smsreports.model.LocalDays;
import io.smsreports.reconcile.output.OutputState;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.WindowKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How final the windows and days of an output are. */
public final class CorrectedStatuses {

    private final OutputState state;
    private final LocalDays localDays;
    private final Optional<Instant> newest;
    private final Set<Instant> openWindows = new HashSet<>();
    private final Set<LocalDate> openDays = new HashSet<>();
    private final Set<LocalDate> lateDays = new HashSet<>();

    public CorrectedStatuses(OutputTotals totals, OutputState state) {
        this.state = state;
        this.localDays = totals.localDays;
        this.newest =
                totals.ledger.values().stream()
                        .flatMap(entry -> entry.lastRecord().stream())
                        .max(Instant::compareTo);
        for (WindowKey key : totals.open().keySet()) {
            openWindows.add(key.window());
            openDays.add(key.date());
        }
        openDays.addAll(totals.openDays().keySet());
        totals.late.keySet().forEach(key -> lateDays.add(key.date()));
    }

    /** The status of a window's row. */
    public CorrectedStatus of(Instant window, boolean hasLate) {
        return status(openWindows.contains(window), WindowKey.endOf(window), hasLate);
    }

    /** The status of a day. */
    public CorrectedStatus of(LocalDate day) {
        Instant end = Instant.ofEpochMilli(localDays.endOf(day.toEpochDay()));
        return status(openDays.contains(day), end, lateDays.contains(day));
    }

    private CorrectedStatus status(boolean open, Instant end, boolean hasLate) {
        if (open) {
            return CorrectedStatus.OPEN;
        }
        if (state.wasClosedByOperator(end, newest, localDays)) {
            return CorrectedStatus.CLOSED_BY_OPERATOR;
        }
        return hasLate ? CorrectedStatus.PUBLISHED_AND_LATE : CorrectedStatus.PUBLISHED;
    }
}
