package io.smsreports.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which faults a delivery is to have, and how many.
 *
 * @param doses by fault; those that are not in it do not happen
 * @param leastDelay how late a late row is at the least, counted from its place in the order
 * @param greatestDelay how late a late row is at the most
 */
record Faults(Map<Fault, Dose> doses, Duration leastDelay, Duration greatestDelay) {

    private static final Duration LEAST_DELAY = Duration.ofMinutes(20);
    private static final Duration GREATEST_DELAY = Duration.ofHours(3);

    /** A delivery as it should be. */
    static final Faults NONE = new Faults(Map.of(), LEAST_DELAY, GREATEST_DELAY);

    Faults {
        doses = Collections.unmodifiableMap(new EnumMap<>(withoutNothing(doses)));
    }

    private static Map<Fault, Dose> withoutNothing(Map<Fault, Dose> doses) {
        Map<Fault, Dose> something = new EnumMap<>(Fault.class);
        something.putAll(doses);
        something.values().removeIf(dose -> dose.number().signum() == 0);
        return something;
    }

    /**
     * How often a fault is to happen.
     *
     * @param number a count, or a share of 1
     */
    record Dose(BigDecimal number, boolean share) {

        /** Returns the count out of so many; a share above 0 is at least one of them. */
        long of(long total) {
            if (!share) {
                return number.longValueExact();
            }
            return number.multiply(BigDecimal.valueOf(total))
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact();
        }
    }

    /** Returns how often a fault is to happen to so many files or rows. */
    long count(Fault fault, long total) {
        return Optional.ofNullable(doses.get(fault)).map(dose -> dose.of(total)).orElse(0L);
    }

    /** Whether any row of its own may be out of order. */
    boolean ofRows() {
        return doses.keySet().stream().anyMatch(fault -> !fault.ofFiles());
    }

    /** Reads a list such as {@code duplicate-file=1%,late=0.5%:20m..3h,future=3}. */
    static final class Text implements ITypeConverter<Faults> {

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
            Map<Fault, Dose> doses = new EnumMap<>(Fault.class);
            Duration least = LEAST_DELAY;
            Duration greatest = GREATEST_DELAY;
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    throw new TypeConversionException(
                            "'" + part + "' names no number; write it as late=0.5% or future=3");
                }
                Fault fault = fault(part.substring(0, equals).trim());
                String dose = part.substring(equals + 1).trim();
                int colon = dose.indexOf(':');
                if (fault == Fault.LATE && colon >= 0) {
                    Duration[] range = range(dose.substring(colon + 1));
                    least = range[0];
                    greatest = range[1];
                    dose = dose.substring(0, colon);
                }
                if (doses.put(fault, dose(part, dose)) != null) {
                    throw new TypeConversionException(
                            "'" + text + "' names " + fault.flag() + " twice");
                }
            }
            return new Faults(doses, least, greatest);
        }

        private static Fault fault(String name) {
            return Arrays.stream(Fault.values())
                    .filter(fault -> fault.flag().equals(name))
                    .findAny()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "'"
                                                    + name
                                                    + "' is not a fault: all, or some of "
                                                    + names()));
        }

        private static String names() {
            return Arrays.stream(Fault.values()).map(Fault::flag).collect(Collectors.joining(", "));
        }

        private static Dose dose(String part, String dose) {
            boolean share = dose.endsWith("%");
            String number = share ? dose.substring(0, dose.length() - 1) : dose;
            if (!number.matches(share ? "\\d{1,2}(\\.\\d{1,9})?|100" : "\\d{1,9}")) {
                throw new TypeConversionException(
                        "'" + part + "': the number is a share such as 0.5% or a count such as 3");
            }
            BigDecimal value = new BigDecimal(number);
            return new Dose(share ? value.divide(ONE_HUNDRED) : value, share);
        }

        private static Duration[] range(String text) {
            int dots = text.indexOf("..");
            if (dots < 0) {
                throw new TypeConversionException(
                        "'" + text + "' is no range of delays; write it as 20m..3h");
            }
            Duration least = DurationText.parse(text.substring(0, dots));
            Duration greatest = DurationText.parse(text.substring(dots + 2));
            if (least.compareTo(greatest) > 0) {
                throw new TypeConversionException("'" + text + "': the lesser delay comes first");
            }
            return new Duration[] {least, greatest};
        }
    }
}
