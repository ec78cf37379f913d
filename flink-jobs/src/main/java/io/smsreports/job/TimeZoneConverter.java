package io.smsreports.job;

import io.smsreports.model.LocalDays;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a time zone from a command line; a wrong one is answered with close ones. */
public final class TimeZoneConverter implements ITypeConverter<LocalDays> {

    private static final int MAX_SUGGESTED = 3;

    /** So few letters of a name are in many others. */
    private static final int SHORTEST_PART = 3;

    /** A shorter text may be any abbreviation. */
    private static final int SHORTEST_CITY = 5;

    /** One slip in every so many letters. */
    private static final int LETTERS_PER_SLIP = 3;

    private static final Comparator<String> SHORTEST_FIRST =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    @Override
    public LocalDays convert(String text) {
        String name = text.trim();
        try {
            return LocalDays.of(name);
        } catch (DateTimeException e) {
            List<String> close = closeTo(name);
            throw new TypeConversionException(
                    "'"
                            + name
                            + "' is no time zone; "
                            + (close.isEmpty()
                                    ? "write it as Europe/Prague, UTC or +03:00"
                                    : "did you mean "
                                            + close.stream().collect(Collectors.joining(", "))
                                            + "?"));
        }
    }

    /**
     * Zones that have the name as a part, such as Prague, else those that differ in few letters.
     */
    private static List<String> closeTo(String name) {
        String typed = plain(name);
        if (typed.isEmpty()) {
            return List.of();
        }
        List<String> containing =
                ZoneId.getAvailableZoneIds().stream()
                        .filter(zone -> typed.length() >= SHORTEST_PART)
                        .filter(zone -> plain(zone).contains(typed))
                        .sorted(SHORTEST_FIRST)
                        .limit(MAX_SUGGESTED)
                        .toList();
        if (!containing.isEmpty()) {
            return containing;
        }
        int fewest =
                ZoneId.getAvailableZoneIds().stream()
                        .mapToInt(zone -> slips(typed, zone))
                        .min()
                        .orElseThrow();
        return fewest > typed.length() / LETTERS_PER_SLIP
                ? List.of()
                : ZoneId.getAvailableZoneIds().stream()
                        .filter(zone -> slips(typed, zone) == fewest)
                        .sorted(SHORTEST_FIRST)
                        .limit(MAX_SUGGESTED)
                        .toList();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    /** By how many letters a typed name differs from a zone's, or from its city alone. */
    private static int slips(String typed, String zone) {
        String city = plain(zone.substring(zone.lastIndexOf('/') + 1));
        int ofCity = typed.length() < SHORTEST_CITY ? typed.length() : distance(typed, city);
        return Math.min(distance(typed, plain(zone)), ofCity);
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] now = new int[b.length() + 1];
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                now[j] = Math.min(before[j - 1] + change, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[b.length()];
    }
}
