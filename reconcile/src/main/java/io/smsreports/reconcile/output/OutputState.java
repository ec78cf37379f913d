package io.smsreports.reconcile.output;

import io.smsreports.model.LocalDays;
import io.smsreports.model.Revenue;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.RunMode;
import io.smsreports.run.RunRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What {@code _sms-reports} says of an output.
 *
 * @param run whose output it is; empty if the folder is gone
 * @param closed how its input ended, if it did
 */
public record OutputState(Optional<RunRecord> run, Optional<ClosedOutput> closed) {

    private static final String DELAY = "--watermark-delay";
    private static final String DIVISOR = "--amount-divisor";

    /**
     * Whether nothing more is to come, so that the totals must balance to the row. A batch
     * publishes all or nothing; a streaming run is complete when its output is closed. Of an output
     * without run.json this is not known: then open windows decide.
     */
    public boolean isComplete(OutputTotals totals) {
        if (run.isEmpty()) {
            return totals.open().isEmpty() && totals.openDays().isEmpty();
        }
        return run.get().mode() == RunMode.BATCH || isClosed();
    }

    public boolean isClosed() {
        return closed.isPresent();
    }

    /**
     * Whether a job that was killed may have left something that its next start commits; without
     * run.json there is no next start.
     */
    public boolean mayHaveLeftACommit() {
        return run.isPresent()
                && !isBatch()
                && closed.filter(ClosedOutput::commitConfirmed).isEmpty();
    }

    /** In one line, for people. */
    public String description() {
        String owner =
                run.map(record -> record.mode().label() + " run " + record.runId())
                        .orElse("without its _sms-reports/run.json");
        String end =
                closed.map(
                                record ->
                                        ", closed by %s at %s"
                                                .formatted(record.by().label(), record.closedAt()))
                        .orElse(isBatch() ? "" : ", not closed");
        return owner + end;
    }

    private boolean isBatch() {
        return run.filter(record -> record.mode() == RunMode.BATCH).isPresent();
    }

    /** The same with the money at risk as revenue, if the divisor is known. */
    public AtRisk withRevenue(AtRisk rows) {
        return new AtRisk(
                rows.rows(), rows.rowsWithoutAmount(), rows.amount(), revenueOf(rows.amount()));
    }

    private Optional<BigDecimal> revenueOf(BigDecimal amount) {
        return run.map(record -> record.settings().get(DIVISOR))
                .map(OutputState::numberOrZero)
                .filter(divisor -> divisor.signum() > 0)
                .map(divisor -> amount.divide(divisor, Revenue.SCALE, RoundingMode.HALF_UP));
    }

    private static BigDecimal numberOrZero(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }

    /**
     * Whether a window or day was published only because its input was ended: no record came that
     * is a watermark delay or more after its end. By the newest record in the ledger; where that or
     * the delay is not known, every end on the last day or later counts.
     *
     * @param end exclusive
     * @param newest the newest record that was accepted, if known
     * @param days what days the output's dates are
     */
    public boolean wasClosedByOperator(Instant end, Optional<Instant> newest, LocalDays days) {
        if (closed.isEmpty()) {
            return false;
        }
        Optional<Duration> delay = delayOfClosedRun();
        if (newest.isPresent() && delay.isPresent()) {
            return newest.get().isBefore(end.plus(delay.get()));
        }
        Optional<LocalDate> lastDay = closed.get().lastDay();
        return lastDay.isPresent()
                && end.toEpochMilli() > days.endOf(lastDay.get().toEpochDay() - 1);
    }

    /** Empty if run.json is that of a batch that has restated dates since. */
    private Optional<Duration> delayOfClosedRun() {
        Optional<String> text =
                run.filter(record -> record.runId().equals(closed.orElseThrow().runId()))
                        .map(record -> record.settings().get(DELAY));
        try {
            return text.map(Duration::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
