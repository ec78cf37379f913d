package io.smsreports.parse;

import io.smsreports.model.RejectReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.ZoneId;
import java.util.Objects;

/**
 * Reads charged-SMS records from bytes and reports each line to a {@link CdrSink}. No bytes make it
 * fail, and no line touches its neighbours: LF always ends one.
 *
 * <p>A plain row, which is nearly every one, is read in a single scan, eight bytes at a time, and
 * without allocation. The scan only ever accepts a row; whatever it does not take is read again by
 * {@link #readAnyLine}, which alone decides whether the line is blank, a header, accepted or
 * rejected.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class CdrParser {

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EVERY_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = ~HIGH_BITS;
    private static final long COMMAS = EVERY_BYTE * ',';
    private static final long QUOTES = EVERY_BYTE * '"';
    private static final long LINE_FEEDS = EVERY_BYTE * '\n';

    /** What {@link #readPlainRow} gives for a line that it leaves to {@link #readAnyLine}. */
    private static final int NOT_PLAIN = -1;

    private final CdrSink sink;
    private final RecordDates dates;

    // Of the current layout: the first and last of the columns that are read, and the last of all.
    private int firstWanted;
    private int lastWanted;
    private int lastColumn;

    /**
     * Where the columns of the current row end, each at its index plus one; at 0 lies the byte
     * before the line. True for the columns from the one before {@link #firstWanted} to {@link
     * #lastWanted}.
     */
    private int[] columnEnds = new int[0];

    /**
     * Creates a parser that reports to one sink.
     *
     * @param zone whose local times record dates are
     */
    public CdrParser(CdrSink sink, ZoneId zone) {
        this.sink = Objects.requireNonNull(sink, "sink");
        this.dates = new RecordDates(zone);
    }

    /**
     * Reads whole lines, each ended by LF; the last may end without one, with the file. One CR
     * before either end belongs to it.
     *
     * @param from first byte of the first line
     * @param to end of the last line
     * @param layout the columns of the file that the lines are from
     * @param latestEpochSecond rows dated after it are rejected as {@link
     *     RejectReason#FUTURE_RECORD_DATE}
     */
    public void parse(byte[] bytes, int from, int to, FileLayout layout, long latestEpochSecond) {
        Objects.checkFromToIndex(from, to, bytes.length);
        prepareFor(layout);
        int line = from;
        while (line < to) {
            int next = readPlainRow(bytes, line, to, layout, latestEpochSecond);
            line =
                    next == NOT_PLAIN
                            ? readAnyLine(bytes, line, to, layout, latestEpochSecond)
                            : next;
        }
    }

    private void prepareFor(FileLayout layout) {
        firstWanted = Math.min(layout.recordDate(), Math.min(layout.paytype(), layout.amount()));
        lastWanted = Math.max(layout.recordDate(), Math.max(layout.paytype(), layout.amount()));
        lastColumn = layout.columns().size() - 1;
        // The word that holds the last wanted column's end may hold seven more.
        int entries = lastColumn + 2 + Long.BYTES;
        if (columnEnds.length < entries) {
            columnEnds = new int[entries];
        }
    }

    /**
     * Accepts the line if it is a row without quotes and without blanks around what counts, and not
     * close to the end of the array.
     *
     * @return the beginning of the next line, or {@link #NOT_PLAIN}
     */
    private int readPlainRow(
            byte[] bytes, int line, int to, FileLayout layout, long latestEpochSecond) {
        int lineFeed = findColumns(bytes, line);
        if (lineFeed == NOT_PLAIN
                || lineFeed >= to
                || lineFeed - line > FileLayout.MAX_LINE_BYTES) {
            return NOT_PLAIN;
        }
        int[] ends = columnEnds;
        int recordDate = layout.recordDate();
        long epochSecond = dates.epochSecond(bytes, ends[recordDate] + 1, ends[recordDate + 1]);
        int amount = layout.amount();
        long amountMinor = DecimalText.hundredths(bytes, ends[amount] + 1, ends[amount + 1]);
        int paytypeFrom = ends[layout.paytype()] + 1;
        int paytypeTo = ends[layout.paytype() + 1];
        int paytype = paytype(bytes, paytypeFrom, paytypeTo);
        if (epochSecond == CdrSink.UNREADABLE
                || epochSecond > latestEpochSecond
                || amountMinor == CdrSink.UNREADABLE
                || (paytype == CdrSink.NO_PAYTYPE && paytypeFrom < paytypeTo)) {
            return NOT_PLAIN;
        }
        sink.accept(epochSecond, paytype, amountMinor);
        return lineFeed + 1;
    }

    /**
     * Scans a line for its columns' ends.
     *
     * @return the place of its LF, or {@link #NOT_PLAIN} if there is a quote before it, not the
     *     right number of commas, or the array ends before the LF
     */
    private int findColumns(byte[] bytes, int line) {
        int[] ends = columnEnds;
        int first = firstWanted;
        int last = lastWanted;
        int lastWord = bytes.length - Long.BYTES;
        ends[0] = line - 1;
        int column = 0;
        for (int position = line; position <= lastWord; position += Long.BYTES) {
            long word = (long) WORDS.get(bytes, position);
            long lineFeeds = firstMatch(word ^ LINE_FEEDS);
            long beforeLineFeed = (lineFeeds & -lineFeeds) - 1;
            if ((firstMatch(word ^ QUOTES) & beforeLineFeed) != 0) {
                return NOT_PLAIN;
            }
            long commas = matches(word ^ COMMAS) & beforeLineFeed;
            int columnAfter = column + Long.bitCount(commas);
            if (columnAfter >= first && column <= last) {
                while (commas != 0) {
                    column++;
                    ends[column] = position + (Long.numberOfTrailingZeros(commas) >>> 3);
                    commas &= commas - 1;
                }
            }
            column = columnAfter;
            if (lineFeeds != 0) {
                if (column != lastColumn) {
                    return NOT_PLAIN;
                }
                int lineFeed = position + (Long.numberOfTrailingZeros(lineFeeds) >>> 3);
                ends[column + 1] = bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
                return lineFeed;
            }
        }
        return NOT_PLAIN;
    }

    /** Reads any line, also one that a file ends with. Returns the beginning of the next line. */
    private int readAnyLine(
            byte[] bytes, int line, int to, FileLayout layout, long latestEpochSecond) {
        int lineFeed = line;
        while (lineFeed < to && bytes[lineFeed] != '\n') {
            lineFeed++;
        }
        int end = lineFeed > line && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        if (end - line > FileLayout.MAX_LINE_BYTES) {
            sink.reject(RejectReason.TOO_LONG, line, end, CdrSink.UNREADABLE, CdrSink.UNREADABLE);
        } else if (isBlank(bytes, line, end)) {
            sink.blankLine();
        } else {
            readFields(bytes, line, end, layout, latestEpochSecond);
        }
        return lineFeed + 1;
    }

    private void readFields(
            byte[] bytes, int line, int end, FileLayout layout, long latestEpochSecond) {
        long epochSecond = CdrSink.UNREADABLE;
        int paytype = CdrSink.NO_PAYTYPE;
        long amountMinor = CdrSink.UNREADABLE;
        int column = 0;
        CsvFields fields = new CsvFields(bytes, line, end);
        for (; fields.next(); column++) {
            if (column == layout.recordDate()) {
                epochSecond = dates.epochSecond(bytes, fields.from(), fields.to());
            } else if (column == layout.paytype()) {
                paytype = paytype(bytes, fields.from(), fields.to());
            } else if (column == layout.amount()) {
                amountMinor = DecimalText.hundredths(bytes, fields.from(), fields.to());
            }
        }
        RejectReason reason = null;
        if (fields.broken()) {
            reason = RejectReason.BAD_QUOTING;
        } else if (column != layout.columns().size()) {
            reason = RejectReason.WRONG_COLUMN_COUNT;
        } else if (epochSecond == CdrSink.UNREADABLE) {
            reason = RejectReason.BAD_RECORD_DATE;
        } else if (amountMinor == CdrSink.UNREADABLE) {
            reason = RejectReason.BAD_AMOUNT;
        } else if (epochSecond > latestEpochSecond) {
            reason = RejectReason.FUTURE_RECORD_DATE;
        }
        if (reason == null) {
            sink.accept(epochSecond, paytype, amountMinor);
        } else if (layout.isHeader(bytes, line, end)) {
            sink.headerLine();
        } else {
            sink.reject(reason, line, end, epochSecond, amountMinor);
        }
    }

    private static int paytype(byte[] bytes, int from, int to) {
        if (to - from == 1 && bytes[from] >= '0' && bytes[from] <= '9') {
            return bytes[from] - '0';
        }
        long code = DecimalText.integer(bytes, from, to);
        // UNREADABLE is out of range too, and so is the code that stands for none.
        return code > CdrSink.NO_PAYTYPE && code <= Integer.MAX_VALUE
                ? (int) code
                : CdrSink.NO_PAYTYPE;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && CsvFields.isBlank(bytes[i])) {
            i++;
        }
        return i == to;
    }

    /** The high bit of every byte that is zero, and no other. */
    private static long matches(long difference) {
        return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
    }

    /**
     * Cheaper than {@link #matches}: zero where no byte is zero, else its lowest bit marks the
     * first that is; the bits above it mean nothing.
     */
    private static long firstMatch(long difference) {
        return (difference - EVERY_BYTE) & ~difference & HIGH_BITS;
    }
}
