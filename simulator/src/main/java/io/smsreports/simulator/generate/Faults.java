package io.smsreports.simulator.generate;

import io.smsreports.simulator.command.DurationConverter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which faults a delivery is to have, and how many.
 *
 * @param frequencies by fault; those that are not in it do not happen
 * @param leastDelay how late a late row is at the least, counted from its place in the order
 * @param greatestDelay how late a late row is at the most
 */
record Faults(
        SortedMap<Fault, Frequency> frequencies, Duration leastDelay, Duration greatestDelay) {

    private static final Duration LEAST_DELAY = Duration.ofMinutes(20);
    private static final Duration GREATEST_DELAY = Duration.ofHours(3);

    /** A delivery as it should be. */
    static final Faults NONE = new Faults(new TreeMap<>(), LEAST_DELAY, GREATEST_DELAY);

    Faults {
        frequencies = new TreeMap<>(frequencies);
        frequencies.values().removeIf(frequency -> frequency.number().signum() == 0);
    }

    /**
     * How often a fault is to happen.
     *
     * @param number a count, or a share of 1
     */
    record Frequency(BigDecimal number, boolean share) {

        /** Returns the count out of so many; a share above 0 is at least one of them. */
        long of(long total) {
            BigDecimal count = share ? number.multiply(BigDecimal.valueOf(total)) : number;
            return count.setScale(0, RoundingMode.CEILING).longValueExact();
        }
    }

    /** Whether nothing is to be wrong. */
    boolean isEmpty() {
        return frequencies.isEmpty();
    }

    /** Returns the faults of whole files, or those of single rows. */
    List<Fault> kinds(boolean ofFiles) {
        return frequencies.keySet().stream().filter(fault -> fault.ofFiles() == ofFiles).toList();
    }

    /** Returns how often one of the faults is to happen to so many files or rows. */
    long count(Fault fault, long total) {
        return frequencies.get(fault).of(total);
    }

    /** Reads a list such as {@code duplicate-file=1%,late=0.5%:20m..3h,future=3}. */
    static final class Converter implements ITypeConverter<Faults> {

        /** Some of everything, for a first try and for tests. */
        private static final String ALL =
                "duplicate-file=1,truncated-file=1,missing-file=1,mixed-header=1,late=0.5%,future=3,"
                        + "malformed=0.2%,too-long=1,duplicate-row=0.1%,unknown-paytype=0.1%,"
                        + "odd-row=0.2%,blank-line=0.1%";

        private static final BigDecimal ONE_HUNDRED = BigDecimal.valueOf(100);

        @Override
        public Faults convert(String text) {
            if (text.equals("all")) {
                return convert(ALL);
            }
            SortedMap<Fault, Frequency> frequencies = new TreeMap<>();
            Duration[] delays = {LEAST_DELAY, GREATEST_DELAY};
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    throw new TypeConversionException(
                            "'" + part + "' names no number; write it as late=0.5% or future=3");
                }
                Fault fault = fault(part.substring(0, equals).trim());
                String number = part.substring(equals + 1).trim();
                int colon = number.indexOf(':');
                if (fault == Fault.LATE && colon >= 0) {
                    delays = delays(number.substring(colon + 1));
                    number = number.substring(0, colon);
                }
                if (frequencies.put(fault, frequency(part, number)) != null) {
                    throw new TypeConversionException(
                            "'" + text + "' names " + fault.flag() + " twice");
                }
            }
            return new Faults(frequencies, delays[0], delays[1]);
        }

        private static Fault fault(String name) {
            Map<String, Fault> faults = new LinkedHashMap<>();
            for (Fault fault : Fault.values()) {
                faults.put(fault.flag(), fault);
            }
            if (!faults.containsKey(name)) {
                throw new TypeConversionException(
                        "'%s' is not a fault: all, or some of %s"
                                .formatted(name, String.join(", ", faults.keySet())));
            }
            return faults.get(name);
        }

        private static Frequency frequency(String part, String text) {
            boolean share = text.endsWith("%");
            String number = share ? text.substring(0, text.length() - 1) : text;
            if (!number.matches(share ? "\\d{1,2}(\\.\\d{1,9})?|100" : "\\d{1,9}")) {
                throw new TypeConversionException(
                        "'" + part + "': the number is a share such as 0.5% or a count such as 3");
            }
            BigDecimal value = new BigDecimal(number);
            return new Frequency(share ? value.divide(ONE_HUNDRED) : value, share);
        }

        private static Duration[] delays(String text) {
            int dots = text.indexOf("..");
            if (dots < 0) {
                throw new TypeConversionException(
                        "'" + text + "' is no range of delays; write it as 20m..3h");
            }
            DurationConverter duration = new DurationConverter();
            Duration least = duration.convert(text.substring(0, dots));
            Duration greatest = duration.convert(text.substring(dots + 2));
            if (least.compareTo(greatest) > 0) {
                throw new TypeConversionException("'" + text + "': the lesser delay comes first");
            }
            return new Duration[] {least, greatest};
        }
    }
}
