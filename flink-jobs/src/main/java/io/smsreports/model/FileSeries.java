package io.smsreports.model;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /**
     * Checks the expression.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public FileSeries {
        Pattern.compile(regex);
    }

    /** The series of a file, by its path below the input folder. */
    public String of(String file) {
        if (regex.isEmpty()) {
            return "";
        }
        Matcher matcher = Pattern.compile(regex).matcher(file);
        if (matcher.find() && hasGroup(matcher) && matcher.group(SERIES) != null) {
            return matcher.group(SERIES);
        }
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    private static boolean hasGroup(Matcher matcher) {
        return matcher.pattern().pattern().contains("(?<" + SERIES + ">");
    }
}
