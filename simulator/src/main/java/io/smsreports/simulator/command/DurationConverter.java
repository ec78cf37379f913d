package io.smsreports.simulator.command;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations, not negative, as people write them: {@code 10 minutes}, {@code 30s}, {@code 5m},
 * {@code PT10M}; a bare number is seconds.
 */
public final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})\\s*([a-z]*)");

    @Override
    public Duration convert(String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        Matcher matcher = NUMBER_AND_UNIT.matcher(trimmed);
        if (!matcher.matches()) {
            return iso(text, trimmed);
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
            if (trimmed.startsWith("p") && !duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Refused below.
        }
        throw unreadable(text);
    }

    private static TypeConversionException unreadable(String text) {
        return new TypeConversionException(
                "'" + text + "' is no duration; write it as 30s, 5m, '10 minutes' or PT10M");
    }
}
