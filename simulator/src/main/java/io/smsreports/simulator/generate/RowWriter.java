package io.smsreports.simulator.generate;

import io.smsreports.simulator.traffic.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;

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
    private static final int MAX_LINE_BYTES = 256;

    /** As many subscribers as fit an int; the last 10 digits of an IMSI hold them. */
    private static final int SUBSCRIBERS = 2_000_000_000;

    private static final long FIRST_CDR_ID = 1_000_001;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final DateTimeFormatter START_DATE = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter RECORD_DATE = DateTimeFormatter.ofPattern("uuuu/MM/dd");
    private static final byte[] DIGIT_PAIRS = digitPairs();

    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int length;
    private final SeededRandom random;
    private final ZoneRules rules;
    private long nextCdrId = FIRST_CDR_ID;
    private long day = Long.MIN_VALUE;

    // What stands around the columns of varying width, with the digits of the day. 001/01 is the
    // test network of ITU-T E.212: no real subscriber has such an IMSI.
    private final byte[] beforeCdrId = ascii("0,yyyyMMddHHmmss,");
    private final byte[] beforePaytype = ascii(",1,1,0,yyyy/MM/dd HH:mm:ss,");
    private final byte[] afterAmount = ascii(",1,4,1,0,1,00101..........,00101..........\n");

    /** Creates a writer of times in UTC. */
    RowWriter(long seed) {
        this(seed, ZoneOffset.UTC);
    }

    /** Creates a writer of local times. */
    RowWriter(long seed, ZoneId zone) {
        random = new SeededRandom(seed);
        rules = zone.getRules();
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
        long local =
                recordSecond
                        + rules.getOffset(Instant.ofEpochSecond(recordSecond)).getTotalSeconds();
        long today = Math.floorDiv(local, SECONDS_PER_DAY);
        if (today != day) {
            turnTo(today);
        }
        int second = (int) (local - today * SECONDS_PER_DAY);
        int hours = second / 3600;
        int minutes = second / 60 % 60;
        int seconds = second % 60;

        int at = put(out, 0, beforeCdrId);
        out[0] = (byte) ((traits & 31) == 0 ? '1' : '0');
        putPair(out, at - 7, hours);
        putPair(out, at - 5, minutes);
        putPair(out, at - 3, seconds);
        at = putNumber(out, at, nextCdrId++);
        at = put(out, at, beforePaytype);
        putPair(out, at - 9, hours);
        putPair(out, at - 6, minutes);
        putPair(out, at - 3, seconds);
        at = putNumber(out, at, paytype);
        out[at++] = ',';
        at = putAmount(out, at, amountMinor);

        length = put(out, at, afterAmount);
        out[at + 1] = (byte) ((traits >>> 8 & 15) == 0 ? '2' : '1');
        out[at + 5] = (byte) ('1' + (traits >>> 16 & 3));
        out[at + 7] = (byte) ((traits >>> 24 & 63) == 0 ? '1' : '0');
        putSubscriber(out, at + 16, random.below(SUBSCRIBERS));
        putSubscriber(out, at + 32, random.below(SUBSCRIBERS));
        return length;
    }

    private void turnTo(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        put(beforeCdrId, 2, ascii(START_DATE.format(date)));
        put(beforePaytype, 7, ascii(RECORD_DATE.format(date)));
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

    private static void putSubscriber(byte[] out, int at, int subscriber) {
        int rest = subscriber;
        for (int pair = 8; pair >= 0; pair -= 2) {
            putPair(out, at + pair, rest % 100);
            rest /= 100;
        }
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
