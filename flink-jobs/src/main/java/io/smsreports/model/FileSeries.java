package io.smsreports.model;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Which files belong together: those of one switch, for instance, which come in the order of their
 * rows. Each series progresses for itself.
 *
 * @param regex is searched for in a file's path below the input folder; its group {@code series}
 *     names the series, else the file's folder does. Empty: all files are one series
 */
public record FileSeries(String regex) implements Serializable {

    /** All files are one series, whose name is empty. */
    public static final FileSeries ONE = new FileSeries("");

    /** The group that names the series. */
    private static final String SERIES = "series";

    /** Some milliseconds; a sensible expression needs some times the length of a path. */
    private static final long MAX_STEPS = 1_000_000;

    /**
     * Checks the expression.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public FileSeries {
        Pattern.compile(regex);
    }

    /**
     * The series of a file, by its path below the input folder.
     *
     * @throws SuppressRestartsException if the expression takes too long to search for: another
     *     attempt would take as long
     */
    public String of(String file) {
        if (regex.isEmpty()) {
            return "";
        }
        return named(file).orElse(file.substring(0, Math.max(0, file.lastIndexOf('/'))));
    }

    private Optional<String> named(String file) {
        Matcher matcher = Pattern.compile(regex).matcher(new Limited(file));
        try {
            return matcher.find() ? Optional.ofNullable(matcher.group(SERIES)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // The expression has no such group.
            return Optional.empty();
        } catch (StackOverflowError | TooManyStepsException e) {
            throw new SuppressRestartsException(
                    new SmsReportsException(
                            ErrorCode.RUN_REFUSED,
                            "--series '%s' takes too long to search '%s': give an expression without a repetition within a repetition, such as (a+)+."
                                    .formatted(regex, file)));
        }
    }

    /** A search looks at more characters than any sensible one would. */
    private static final class TooManyStepsException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** A path of which only so much may be looked at, as {@link Pattern} cannot be interrupted. */
    private static final class Limited implements CharSequence {

        private final String file;
        private long steps;

        Limited(String file) {
            this.file = file;
        }

        @Override
        public char charAt(int index) {
            steps++;
            if (steps > MAX_STEPS) {
                throw new TooManyStepsException();
            }
            return file.charAt(index);
        }

        @Override
        public int length() {
            return file.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return file.subSequence(start, end);
        }

        @Override
        public String toString() {
            return file;
        }
    }
}
