package io.smsreports.simulator;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes one charged SMS after another as the bytes of a CSV line: 16 columns in the default order,
 * no quotes, LF at the end. The caller says when, under which paytype and how much; the other
 * columns are drawn from the seed. CDR_ID_1 counts up, so it is unique within one writer.
 *
 * <p>Each line overwrites the one before it: no object is made per row.
 */
final class RowWriter {

    /** The header line that names the columns of every row, without its line end. */
    static final String HEADER =
            "ROAMSTATE_519,CUST_LOCAL_START_DATE_15,CDR_ID_1,CDR_SUB_ID_2,CDR_TYPE_3,"
                    + "SPLIT_CDR_REASON_4,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,SERVICEFLOW_498,"
                    + "EVENTSOURCE_CATE_17,USAGE_SERVICE_TYPE_19,SPECIALNUMBERINDICATOR_534,"
                    + "BE_ID_30,CALLEDPARTYIMSI_495,CALLINGPARTYIMSI_494";

    /** All columns at their widest make about 140 bytes. */
    static final int MAX_LINE_BYTES = 256;

    /** 001/01 is the test network of ITU-T E.212: no real subscriber has such an IMSI. */
    private static final byte[] TEST_NETWORK = ascii("00101");

    private static final byte[] SUB_ID_TYPE_AND_SPLIT_REASON = ascii("1,1,0,");

    /** As many subscribers as fit an int; the other 10 digits of an IMSI hold them. */
    private static final int SUBSCRIBERS = 2_000_000_000;

    private static final long FIRST_CDR_ID = 1_000_001;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final byte[] DIGIT_PAIRS = digitPairs();

    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int length;
    private final SeededRandom random;
    private long nextCdrId = FIRST_CDR_ID;

    private long day = Long.MIN_VALUE;
    private final byte[] localDate = new byte[8];
    private final byte[] recordDate = new byte[11];

    RowWriter(long seed) {
        random = new SeededRandom(seed);
    }

    /** Returns the array that holds the line written last; always the same one. */
    byte[] line() {
        return line;
    }

    /** Returns the length of the line written last, with the LF. */
    int length() {
        return length;
    }

    /**
     * Writes the next row into {@link #line()} and returns its length with the LF.
     *
     * @param recordSecond RECORD_DATE in seconds since 1970, UTC, not negative, before year 10000
     * @param paytype PAYTYPE_515, not negative
     * @param amountMinor DEBIT_AMOUNT_42 in hundredths; written without needless decimals
     */
    int write(long recordSecond, int paytype, long amountMinor) {
        byte[] out = line;
        long traits = random.next();
        long today = recordSecond / SECONDS_PER_DAY;
        if (today != day) {
            turnTo(today);
        }
        int second = (int) (recordSecond - today * SECONDS_PER_DAY);
        int hours = second / 3600;
        int minutes = second / 60 % 60;
        int seconds = second % 60;

        int at = 0;
        boolean roaming = (traits & 31) == 0;
        out[at++] = (byte) (roaming ? '1' : '0');
        out[at++] = ',';
        at = put(out, at, localDate);
        putPair(out, at, hours);
        putPair(out, at + 2, minutes);
        putPair(out, at + 4, seconds);
        at += 6;
        out[at++] = ',';
        at = putNumber(out, at, nextCdrId++);
        out[at++] = ',';
        at = put(out, at, SUB_ID_TYPE_AND_SPLIT_REASON);
        at = put(out, at, recordDate);
        putPair(out, at, hours);
        out[at + 2] = ':';
        putPair(out, at + 3, minutes);
        out[at + 5] = ':';
        putPair(out, at + 6, seconds);
        at += 8;
        out[at++] = ',';
        at = putNumber(out, at, paytype);
        out[at++] = ',';
        at = putAmount(out, at, amountMinor);
        out[at++] = ',';

        int serviceFlow = (traits >>> 8 & 15) == 0 ? '2' : '1';
        int usage = '1' + (int) (traits >>> 16 & 3);
        int specialNumber = (traits >>> 24 & 63) == 0 ? '1' : '0';
        out[at++] = (byte) serviceFlow;
        out[at++] = ',';
        out[at++] = '4';
        out[at++] = ',';
        out[at++] = (byte) usage;
        out[at++] = ',';
        out[at++] = (byte) specialNumber;
        out[at++] = ',';
        out[at++] = '1';
        out[at++] = ',';
        at = putImsi(out, at, random.below(SUBSCRIBERS));
        out[at++] = ',';
        at = putImsi(out, at, random.below(SUBSCRIBERS));
        out[at++] = '\n';
        length = at;
        return at;
    }

    private void turnTo(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        int century = date.getYear() / 100;
        int year = date.getYear() % 100;
        putPair(localDate, 0, century);
        putPair(localDate, 2, year);
        putPair(localDate, 4, date.getMonthValue());
        putPair(localDate, 6, date.getDayOfMonth());
        putPair(recordDate, 0, century);
        putPair(recordDate, 2, year);
        recordDate[4] = '/';
        putPair(recordDate, 5, date.getMonthValue());
        recordDate[7] = '/';
        putPair(recordDate, 8, date.getDayOfMonth());
        recordDate[10] = ' ';
        day = epochDay;
    }

    private static int put(byte[] out, int at, byte[] text) {
        System.arraycopy(text, 0, out, at, text.length);
        return at + text.length;
    }

    private static void putPair(byte[] out, int at, int number) {
        out[at] = DIGIT_PAIRS[2 * number];
        out[at + 1] = DIGIT_PAIRS[2 * number + 1];
    }

    private static int putImsi(byte[] out, int at, int subscriber) {
        int from = put(out, at, TEST_NETWORK);
        int rest = subscriber;
        for (int pair = 8; pair >= 0; pair -= 2) {
            putPair(out, from + pair, rest % 100);
            rest /= 100;
        }
        return from + 10;
    }

    private static int putAmount(byte[] out, int at, long amountMinor) {
        int next = at;
        if (amountMinor < 0) {
            out[next++] = '-';
        }
        long magnitude = Math.abs(amountMinor);
        long units = magnitude / 100;
        int hundredths = (int) (magnitude - units * 100);
        next = putNumber(out, next, units);
        if (hundredths == 0) {
            return next;
        }
        out[next] = '.';
        putPair(out, next + 1, hundredths);
        return hundredths % 10 == 0 ? next + 2 : next + 3;
    }

    private static int putNumber(byte[] out, int at, long number) {
        int end = at + digits(number);
        long rest = number;
        int next = end;
        while (rest >= 100) {
            next -= 2;
            putPair(out, next, (int) (rest % 100));
            rest /= 100;
        }
        if (rest >= 10) {
            putPair(out, next - 2, (int) rest);
        } else {
            out[next - 1] = (byte) ('0' + rest);
        }
        return end;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long power = 10; digits < 18 && number >= power; power *= 10) {
            digits++;
        }
        return digits;
    }

    private static byte[] digitPairs() {
        byte[] pairs = new byte[200];
        for (int number = 0; number < 100; number++) {
            pairs[2 * number] = (byte) ('0' + number / 10);
            pairs[2 * number + 1] = (byte) ('0' + number % 10);
        }
        return pairs;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
