package io.smsreports.cli;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedThrowable;
import picocli.CommandLine.ParameterException;

/** What went wrong, in one line that a user understands. */
final class ErrorMessages {

    private static final String OWN = "io.smsreports.";

    private ErrorMessages() {}

    /** Whether a start was refused before anything was done, so that the exit code is 2. */
    static boolean isRefusal(Throwable failure) {
        return codeOf(failure).map(ErrorCode::isRefusal).orElse(false)
                || isOfType(failure, UnsupportedFileSystemSchemeException.class)
                || isOfType(failure, ParameterException.class);
    }

    /**
     * The code of a failure of this project's own; its causes do not count. A submitted job has the
     * same classes from a class loader of its own, and Flink hands exceptions over as bytes.
     */
    static Optional<ErrorCode> codeOf(Throwable failure) {
        Throwable own =
                failure instanceof SerializedThrowable serialized
                        ? serialized.deserializeError(ErrorMessages.class.getClassLoader())
                        : failure;
        if (own instanceof SmsReportsException known) {
            return Optional.of(known.code());
        }
        if (!isOfType(own, SmsReportsException.class)) {
            return Optional.empty();
        }
        try {
            Object code = own.getClass().getMethod("code").invoke(own);
            return Optional.of(ErrorCode.valueOf(code.toString()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The job's jar is of another version.", e);
        }
    }

    /** Whether a failure, or what it was caused by, has a code. */
    static boolean has(Throwable failure, ErrorCode code) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> codeOf(cause).filter(code::equals).isPresent());
    }

    /** By name: for a class that may come from a submitted job's class loader. */
    private static boolean isOfType(Throwable failure, Class<?> type) {
        for (Class<?> next = failure.getClass(); next != null; next = next.getSuperclass()) {
            if (next.getName().equals(type.getName())) {
                return true;
            }
        }
        return false;
    }

    /** The most specific cause: the outermost of this project's own, else the innermost of all. */
    static String of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = failure;
                next != null && !chain.contains(next);
                next = ExceptionUtils.stripExecutionException(next).getCause()) {
            chain.add(ExceptionUtils.stripExecutionException(next));
        }
        for (Throwable cause : chain) {
            if (typeOf(cause).startsWith(OWN) && cause.getMessage() != null) {
                return oneLine(messageOf(cause));
            }
        }
        return oneLine(describe(chain.get(chain.size() - 1)));
    }

    private static String describe(Throwable root) {
        String message = messageOf(root);
        if (root instanceof NoSuchFileException) {
            return message + " does not exist";
        }
        if (root instanceof AccessDeniedException) {
            return message + " must not be read or written by this user";
        }
        if (root instanceof FileAlreadyExistsException) {
            return message + " is in the way: it exists and is not what is needed there";
        }
        if (root instanceof UnsupportedFileSystemSchemeException) {
            return message.lines().findFirst().orElse("").replaceFirst("\\. .*", "");
        }
        if (root instanceof FileNotFoundException) {
            return message;
        }
        if (root instanceof OutOfMemoryError) {
            return "out of memory (" + message + ")";
        }
        String type = typeOf(root);
        String name = type.substring(type.lastIndexOf('.') + 1);
        return message.isEmpty() ? name : name + ": " + message;
    }

    /** Flink hands exceptions over by name and text, to spare the reader their classes. */
    private static String typeOf(Throwable failure) {
        return failure instanceof SerializedThrowable serialized
                ? serialized.getOriginalErrorClassName()
                : failure.getClass().getName();
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return "";
        }
        String type = typeOf(failure);
        return message.startsWith(type + ": ") ? message.substring(type.length() + 2) : message;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
