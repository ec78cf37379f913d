package io.smsreports.simulator.generate;

import static io.smsreports.simulator.answerkey.RejectedLine.UNREADABLE;

import io.smsreports.simulator.answerkey.AnswerKey;
import io.smsreports.simulator.answerkey.ExpectedFile;
import io.smsreports.simulator.answerkey.FaultCount;
import io.smsreports.simulator.answerkey.RejectReason;
import io.smsreports.simulator.traffic.SeededRandom;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Decides which rows of a {@link FileGenerator} have a fault, one at most, and writes those. */
final class RowFaults {

    /** A thousand years past the reports' days: beyond any reader's tolerance. */
    private static final long FUTURE_SECOND =
            LocalDate.of(2999, 12, 31).atStartOfDay(ZoneOffset.UTC).toEpochSecond();

    private static final int LONGEST_LINE_BYTES = 1 << 20;

    private static final String[] BLANKS = {"", "  \t", " \r"};

    private static final MalformedLine[] MALFORMED_LINES = MalformedLine.values();
    private static final UnusualFormat[] UNUSUAL_FORMATS = UnusualFormat.values();

    /** A code that no reference has. */
    private static final int UNLISTED_PAYTYPE = 77;

    private static final String[] NO_PAYTYPES = {"", "prepaid", "1.5"};

    private final Faults faults;
    private final AnswerKey key;
    private final RowWriter writer;
    private final SeededRandom random;
    private final Map<Fault, Quota> quotas = new EnumMap<>(Fault.class);

    /**
     * @param rows how many there will be
     * @param key knows what is late
     */
    RowFaults(Faults faults, long rows, AnswerKey key, RowWriter writer, SeededRandom random) {
        this.faults = faults;
        this.key = key;
        this.writer = writer;
        this.random = random;
        for (Fault fault : faults.kinds(false)) {
            quotas.put(fault, new Quota(faults.count(fault, rows), rows));
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
        return fault != Fault.LATE || key.isLate(second - faults.greatestDelay().toSeconds());
    }

    /** Writes a row with a fault. */
    void write(Fault fault, GeneratedFile file, long second, int paytype, long amountMinor)
            throws IOException {
        long recordDate = recordDate(fault, second);
        writer.write(recordDate, paytype, amountMinor);
        RowColumns row = file.columns(writer);
        switch (fault) {
            case LATE -> file.accept(row, recordDate, paytype, amountMinor);
            case FUTURE ->
                    file.reject(row, RejectReason.FUTURE_RECORD_DATE, recordDate, amountMinor);
            case MALFORMED -> {
                MalformedLine kind = MALFORMED_LINES[random.below(MALFORMED_LINES.length)];
                kind.spoil(row);
                file.reject(
                        row,
                        kind.reason,
                        kind.dateReadable ? recordDate : UNREADABLE,
                        kind.amountReadable ? amountMinor : UNREADABLE);
            }
            case TOO_LONG -> {
                int length = LONGEST_LINE_BYTES + random.below(LONGEST_LINE_BYTES);
                row.values.set(row.last(), "9".repeat(length));
                file.reject(row, RejectReason.TOO_LONG, UNREADABLE, UNREADABLE);
            }
            case DUPLICATE_ROW -> {
                file.accept(row, recordDate, paytype, amountMinor);
                file.accept(row, recordDate, paytype, amountMinor);
                file.expected.duplicateRow(amountMinor);
            }
            case UNKNOWN_PAYTYPE -> acceptUnknown(row, file, recordDate, amountMinor);
            case ODD_ROW -> {
                UNUSUAL_FORMATS[random.below(UNUSUAL_FORMATS.length)].applyTo(row);
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
        return key.isLate(late) ? late : second - greatest;
    }

    private void acceptUnknown(RowColumns row, GeneratedFile file, long second, long amountMinor)
            throws IOException {
        int drawn = random.below(NO_PAYTYPES.length + 1);
        boolean unlisted = drawn == NO_PAYTYPES.length;
        row.set(
                RowColumns.PAYTYPE,
                unlisted ? Integer.toString(UNLISTED_PAYTYPE) : NO_PAYTYPES[drawn]);
        int paytype = unlisted ? UNLISTED_PAYTYPE : ExpectedFile.NO_PAYTYPE;
        file.accept(row, second, paytype, amountMinor);
    }

    /** Returns what was asked for and what was made so far. */
    Map<Fault, FaultCount> counts() {
        Map<Fault, FaultCount> counts = new EnumMap<>(Fault.class);
        quotas.forEach(
                (fault, quota) -> counts.put(fault, new FaultCount(quota.asked, quota.made)));
        return counts;
    }

    /**
     * Spreads a number of faults evenly over the rows of a delivery (selection sampling: Knuth, The
     * Art of Computer Programming 2, 3.4.2, algorithm S).
     */
    private static final class Quota {

        private final long asked;
        private long rowsLeft;
        private long undrawn;
        private long due;
        private long made;

        /**
         * @param asked how many of the rows are to have the fault; more than all is all
         * @param rows how many rows there will be
         */
        Quota(long asked, long rows) {
            this.asked = asked;
            undrawn = Math.min(asked, rows);
            rowsLeft = rows;
        }

        /** Goes on to the next row and returns whether one is due, on this row or from before. */
        boolean next(SeededRandom random) {
            if (undrawn > 0 && random.below(rowsLeft) < undrawn) {
                undrawn--;
                due++;
            }
            rowsLeft--;
            return due > 0;
        }

        /** One that was due has been made. */
        void made() {
            due--;
            made++;
        }
    }
}
