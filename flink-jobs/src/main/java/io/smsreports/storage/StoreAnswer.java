package io.smsreports.storage;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a store answered a request that it refused.
 *
 * @param status of HTTP, such as 403
 * @param code S3's own word for it, such as {@code AccessDenied}
 */
record StoreAnswer(int status, String code) {

    /** The classes of Amazon's client lie in the plugin, out of reach: its message has it all. */
    private static final Pattern ANSWER =
            Pattern.compile("Status Code: (\\d{3}); Error Code: ([^;]+);");

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_IMPLEMENTED = 501;

    /** The answer that a failure of a file system tells of, if the store has answered at all. */
    static Optional<StoreAnswer> in(Throwable failure) {
        for (Throwable cause : chain(failure)) {
            Matcher matcher = ANSWER.matcher(String.valueOf(cause.getMessage()));
            if (matcher.find()) {
                return Optional.of(
                        new StoreAnswer(Integer.parseInt(matcher.group(1)), matcher.group(2)));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the store may mean how the request was signed or sent, not who asks or what for: the
     * same keys have just been good for a reading request.
     */
    boolean mayMeanTheSignature() {
        return status == BAD_REQUEST
                || status == NOT_IMPLEMENTED
                || (status == FORBIDDEN && code.equals("SignatureDoesNotMatch"));
    }

    /** Whether the store has no such request, whoever asks. */
    boolean meansNotImplemented() {
        return status == NOT_IMPLEMENTED;
    }

    /** A failure and its causes, outermost first. */
    static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, next -> next != null, Throwable::getCause).toList();
    }

    @Override
    public String toString() {
        return "status " + status + ", " + code;
    }
}
