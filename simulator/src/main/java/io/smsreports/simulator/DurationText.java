package io.smsreports.simulator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations as people write them: {@code 10 minutes}, {@code 30s}, {@code 5m}, {@code PT10M}; a
 * bare number is seconds.
 */
final class DurationText implements ITypeConverter<Duration> {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})\\s*([a-z]*)");

    @Override
    public Duration convert(String text) {
        return parse(text);
    }

    /**
     * Reads a duration, not negative.
     *
     * @throws TypeConversionException if it is none
     */
    static Duration parse(String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        if (trimmed.startsWith("p")) {
            return iso(text, trimmed);
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(trimmed);
        if (!matcher.matches()) {
            throw unreadable(text);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "s", "sec", "second", "seconds" -> Duration.ofSeconds(number);
            case "ms", "milli", "millis", "millisecond", "milliseconds" ->
                    Duration.ofMillis(number);
            case "m", "min", "minute", "minutes" -> Duration.ofMinutes(number);
            case "h", "hour", "hours" -> Duration.ofHours(number);
            case "d", "day", "days" -> Duration.ofDays(number);
            default -> throw unreadable(text);
        };
    }

    private static Duration iso(String text, String trimmed) {
        try {
            Duration duration = Duration.parse(trimmed);
            if (duration.isNegative()) {
                throw unreadable(text);
            }
            return duration;
        } catch (DateTimeParseException | ArithmeticException e) {
            throw unreadable(text);
        }
    }

    private static TypeConversionException unreadable(String text) {
        return new TypeConversionException(
                "'" + text + "' is no duration; write it as 30s, 5m, '10 minutes' or PT10M");
    }
}
