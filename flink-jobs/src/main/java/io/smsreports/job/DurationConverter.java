package io.smsreports.job;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations as people write them: {@code 10 minutes}, {@code 30 s}, {@code PT10M}; a bare number is
 * seconds. At most {@link #LONGEST}.
 */
final class DurationConverter implements ITypeConverter<Duration> {

    /** Keeps every sum with a point in time far from overflow, which would reverse its sense. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text.trim());
        if (duration.isNegative()) {
            throw unreadable(text);
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException(
                    "'" + text + "' is longer than " + LONGEST.toDays() + " days");
        }
        return duration;
    }

    private static Duration parse(String text) {
        try {
            if (text.chars().allMatch(Character::isDigit)) {
                return Duration.ofSeconds(Long.parseLong(text));
            }
            if (text.startsWith("P") || text.startsWith("p")) {
                return Duration.parse(text);
            }
            return TimeUtils.parseDuration(text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            throw unreadable(text);
        }
    }

    private static TypeConversionException unreadable(String text) {
        return new TypeConversionException(
                "'" + text + "' is no duration; write it as '10 minutes', '30 s' or 'PT10M'");
    }
}
