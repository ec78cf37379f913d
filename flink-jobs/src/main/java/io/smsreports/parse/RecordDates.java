package io.smsreports.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * Reads record dates from bytes: {@code yyyy/MM/dd HH:mm:ss} and nothing else, with years 0000 to
 * 9999, in the local time of a zone. It remembers the last day that it read, since a file's rows
 * share theirs.
 */
final class RecordDates {

    private static final int LENGTH = "yyyy/MM/dd HH:mm:ss".length();
    private static final int TIME_OFFSET = "yyyy/MM/dd ".length();

    /**
     * Where the second of the two overlapping words lies that together hold a day and the space.
     */
    private static final int DAY_END_OFFSET = TIME_OFFSET - Long.BYTES;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The bytes of {@code 00:00:00}, the first one lowest. */
    private static final long ZERO_TIME = 0x30303A30303A3030L;

    /**
     * What takes a byte over 0x7F: for a digit's place if it is over 9, for a colon's if over 0.
     */
    private static final long TIME_OVERFLOW = 0x76767F76767F7676L;

    private static final long HIGH_BITS = 0x8080808080808080L;

    private final LocalTimes times;

    // The last day, its bytes and its value; eleven zero bytes are no day.
    private long dayBegin;
    private long dayEnd;
    private long dayLocalSecond = CdrSink.UNREADABLE;

    /** Creates a reader of one zone's local times. */
    RecordDates(ZoneId zone) {
        this.times = new LocalTimes(zone);
    }

    /**
     * The date in seconds since 1970, or {@link CdrSink#UNREADABLE} if the bytes are no date: one
     * that the calendar or the zone lacks is none, nor is 24:00:00 or a leap second. Of a local
     * time that comes twice it is the first one.
     */
    long epochSecond(byte[] bytes, int from, int to) {
        if (to - from != LENGTH) {
            return CdrSink.UNREADABLE;
        }
        long begin = (long) WORDS.get(bytes, from);
        long end = (long) WORDS.get(bytes, from + DAY_END_OFFSET);
        if (begin != dayBegin || end != dayEnd) {
            dayBegin = begin;
            dayEnd = end;
            dayLocalSecond = dayLocalSecond(bytes, from);
        }
        int secondOfDay = secondOfDay((long) WORDS.get(bytes, from + TIME_OFFSET));
        if (dayLocalSecond == CdrSink.UNREADABLE || secondOfDay < 0) {
            return CdrSink.UNREADABLE;
        }
        return times.epochSecond(dayLocalSecond + secondOfDay);
    }

    /** Reads the eight bytes {@code HH:mm:ss}, the first one lowest; -1 if they are no time. */
    private static int secondOfDay(long text) {
        long digits = text ^ ZERO_TIME;
        if (((digits | (digits + TIME_OVERFLOW)) & HIGH_BITS) != 0) {
            return -1;
        }
        // Every byte plus ten times the one before it; the sum stays below 100, so nothing carries.
        long pairs = digits * 10 + (digits >>> Byte.SIZE);
        int hour = (int) pairs & 0xFF;
        int minute = (int) (pairs >>> 24) & 0xFF;
        int second = (int) (pairs >>> 48) & 0xFF;
        if (hour > 23 || minute > 59 || second > 59) {
            return -1;
        }
        return (hour * 60 + minute) * 60 + second;
    }

    private static long dayLocalSecond(byte[] bytes, int from) {
        int year = digits(bytes, from, 4);
        int month = digits(bytes, from + 5, 2);
        int day = digits(bytes, from + 8, 2);
        if (bytes[from + 4] != '/' || bytes[from + 7] != '/' || bytes[from + 10] != ' ') {
            return CdrSink.UNREADABLE;
        }
        if (year < 0 || month < 1 || month > 12 || day < 1) {
            return CdrSink.UNREADABLE;
        }
        if (!YearMonth.of(year, month).isValidDay(day)) {
            return CdrSink.UNREADABLE;
        }
        return LocalDate.of(year, month, day).toEpochDay() * 86_400;
    }

    /** The number that so many digits make; -1 if one of the bytes is no digit. */
    private static int digits(byte[] bytes, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
