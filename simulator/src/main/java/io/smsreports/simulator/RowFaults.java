package io.smsreports.simulator;

import io.smsreports.simulator.FileAccount.RejectedLine;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Decides which rows of a {@link Delivery} have a fault, one at the most, and writes those. */
final class RowFaults {

    /** A thousand years past the reports' days: beyond any reader's tolerance. */
    private static final long FUTURE_SECOND =
            LocalDate.of(2999, 12, 31).atStartOfDay(ZoneOffset.UTC).toEpochSecond();

    private static final int LONGEST_LINE_BYTES = 1 << 20;

    private static final String[] BLANKS = {"", "  \t", " \r"};

    /** A code that no reference has. */
    private static final int UNLISTED_PAYTYPE = 77;

    private static final String[] NO_PAYTYPES = {"", "prepaid", "1.5"};

    private final Faults faults;
    private final Optional<AnswerKey> key;
    private final RowWriter writer;
    private final SeededRandom random;
    private final Map<Fault, Quota> quotas = new EnumMap<>(Fault.class);

    /**
     * @param rows how many there will be
     * @param key knows what is late; must be there if rows are to be
     */
    RowFaults(
            Faults faults,
            long rows,
            Optional<AnswerKey> key,
            RowWriter writer,
            SeededRandom random) {
        this.faults = faults;
        this.key = key;
        this.writer = writer;
        this.random = random;
        for (Fault fault : faults.doses().keySet()) {
            if (!fault.ofFiles()) {
                quotas.put(fault, new Quota(faults.count(fault, rows), rows));
            }
        }
    }

    /** Goes on to the next row and returns the fault that it is to have; then it is written. */
    Optional<Fault> next(long second) {
        if (quotas.isEmpty()) {
            return Optional.empty();
        }
        Optional<Fault> chosen = Optional.empty();
        for (Map.Entry<Fault, Quota> entry : quotas.entrySet()) {
            boolean due = entry.getValue().next(random);
            if (due && chosen.isEmpty() && isPossible(entry.getKey(), second)) {
                chosen = Optional.of(entry.getKey());
            }
        }
        chosen.ifPresent(fault -> quotas.get(fault).made());
        return chosen;
    }

    /** A row can only be late when a window that could have held it is closed. */
    private boolean isPossible(Fault fault, long second) {
        return fault != Fault.LATE
                || key.orElseThrow().isLate(second - faults.greatestDelay().toSeconds());
    }

    /** Writes a row with a fault. */
    void write(Fault fault, FileInWork file, long second, int paytype, long amountMinor)
            throws IOException {
        long recordDate = recordDate(fault, second);
        writer.write(recordDate, paytype, amountMinor);
        RowColumns row = file.columns(writer);
        switch (fault) {
            case LATE -> file.accept(row, recordDate, paytype, amountMinor);
            case FUTURE -> file.reject(row, Reason.FUTURE_RECORD_DATE, recordDate, amountMinor);
            case MALFORMED -> reject(row, file, recordDate, amountMinor);
            case TOO_LONG -> {
                row.setLast("9".repeat(LONGEST_LINE_BYTES + random.below(LONGEST_LINE_BYTES)));
                file.reject(row, Reason.TOO_LONG, RejectedLine.UNREADABLE, RejectedLine.UNREADABLE);
            }
            case DUPLICATE_ROW -> {
                file.accept(row, recordDate, paytype, amountMinor);
                file.accept(row, recordDate, paytype, amountMinor);
                file.account().duplicateRow(amountMinor);
            }
            case UNKNOWN_PAYTYPE -> acceptUnknown(row, file, recordDate, amountMinor);
            case ODD_ROW -> {
                OddRow.draw(random).rewrite(row);
                file.accept(row, recordDate, paytype, amountMinor);
            }
            case BLANK_LINE -> {
                file.blankLine(BLANKS[random.below(BLANKS.length)]);
                file.accept(row, recordDate, paytype, amountMinor);
            }
            default -> throw new IllegalStateException(fault + " is no fault of rows");
        }
    }

    private long recordDate(Fault fault, long second) {
        return switch (fault) {
            case LATE -> lateSecond(second);
            case FUTURE -> FUTURE_SECOND;
            default -> second;
        };
    }

    /** Any delay in the range at which the row is late. */
    private long lateSecond(long second) {
        long least = faults.leastDelay().toSeconds();
        long greatest = faults.greatestDelay().toSeconds();
        long late = second - least - random.below(greatest - least + 1);
        return key.orElseThrow().isLate(late) ? late : second - greatest;
    }

    private void reject(RowColumns row, FileInWork file, long second, long amountMinor)
            throws IOException {
        MalformedLine kind = MalformedLine.draw(random);
        kind.spoil(row);
        file.reject(
                row,
                kind.reason(),
                kind.dateReadable() ? second : RejectedLine.UNREADABLE,
                kind.amountReadable() ? amountMinor : RejectedLine.UNREADABLE);
    }

    private void acceptUnknown(RowColumns row, FileInWork file, long second, long amountMinor)
            throws IOException {
        int drawn = random.below(NO_PAYTYPES.length + 1);
        if (drawn == NO_PAYTYPES.length) {
            row.setPaytype(Integer.toString(UNLISTED_PAYTYPE));
            file.accept(row, second, UNLISTED_PAYTYPE, amountMinor);
            return;
        }
        row.setPaytype(NO_PAYTYPES[drawn]);
        file.accept(row, second, Cell.NO_PAYTYPE, amountMinor);
    }

    /** What was asked for and what was made so far, by fault. */
    Map<Fault, Quota> quotas() {
        return quotas;
    }
}
