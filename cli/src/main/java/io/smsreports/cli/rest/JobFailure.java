package io.smsreports.cli.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smsreports.model.SmsReportsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One failure of a running job, which Flink reports as text.
 *
 * @param atMillis when, in epoch milliseconds
 * @param task the name of the task that failed, or an empty text
 * @param stack its stack trace, with those of its causes
 */
public record JobFailure(
        @JsonProperty("timestamp") long atMillis,
        @JsonProperty("taskName") String task,
        @JsonProperty("stacktrace") String stack) {

    /** Flink wraps the cause in exceptions that add nothing to it. */
    private static final Pattern CAUSE =
            Pattern.compile("(?m)^(?:Caused by: )?([\\w$]+(?:\\.[\\w$]+)+)(?:: (.*))?$");

    /** An exception in the chain. */
    private record Cause(String type, String message) {}

    public JobFailure {
        // A failure of the whole job has no task.
        task = Objects.requireNonNullElse(task, "");
        stack = Objects.requireNonNullElse(stack, "");
    }

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

    private List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        Matcher matcher = CAUSE.matcher(stack);
        while (matcher.find()) {
            causes.add(new Cause(matcher.group(1), matcher.group(2)));
        }
        return causes;
    }
}
