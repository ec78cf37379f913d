package io.smsreports.cli.rest;

import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One failure of a running job, as Flink tells of it: as text.
 *
 * @param atMillis when, in epoch milliseconds
 * @param task the name of the task that failed, or an empty text
 * @param stack its stack trace, with those of its causes
 */
public record JobFailure(long atMillis, String task, String stack) {

    /** Flink puts wrappers around what happened; they say nothing of their own. */
    private static final Pattern CAUSE =
            Pattern.compile("(?m)^(?:Caused by: )?([\\w$]+(?:\\.[\\w$]+)+)(?:: (.*))?$");

    private static final Pattern FRAME = Pattern.compile("(?m)^\\s+at (\\S+)");

    /** What an exception in the chain says of itself. */
    private record Cause(String type, String message, int end) {}

    /** The innermost cause in one line; one of this project's own is such a line by itself. */
    public String reason() {
        List<Cause> causes = causes();
        if (causes.isEmpty()) {
            return stack.lines().findFirst().orElse("an unknown failure");
        }
        Cause root = causes.get(causes.size() - 1);
        if (root.message() != null && root.type().equals(SmsReportsException.class.getName())) {
            return root.message();
        }
        String name = root.type().substring(root.type().lastIndexOf('.') + 1);
        return root.message() == null ? name : name + ": " + root.message();
    }

    /**
     * Whether storage may be the cause, which can be well again at the next try: an {@link
     * IOException} is in the chain.
     */
    public boolean mayPass() {
        return causes().stream().anyMatch(cause -> isStorage(cause.type()));
    }

    /** Whether another failure is the same once more: thrown for the same reason at one place. */
    public boolean repeats(JobFailure other) {
        return origin().equals(other.origin());
    }

    private String origin() {
        List<Cause> causes = causes();
        if (causes.isEmpty()) {
            return stack;
        }
        Cause root = causes.get(causes.size() - 1);
        Matcher frame = FRAME.matcher(stack);
        return root.type() + (frame.find(root.end()) ? " at " + frame.group(1) : "");
    }

    private List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        Matcher matcher = CAUSE.matcher(stack);
        while (matcher.find()) {
            causes.add(new Cause(matcher.group(1), matcher.group(2), matcher.end()));
        }
        return causes;
    }

    private static boolean isStorage(String type) {
        try {
            return IOException.class.isAssignableFrom(
                    Class.forName(type, false, JobFailure.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            // An exception of a storage plugin, which this process has not loaded.
            return type.endsWith("IOException")
                    || type.startsWith("org.apache.hadoop.fs.")
                    || type.contains("com.amazonaws.");
        }
    }
}
