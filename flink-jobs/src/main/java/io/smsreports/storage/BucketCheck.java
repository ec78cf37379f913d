package io.smsreports.storage;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out before a job starts whether the buckets that it is to use answer and take what it will
 * put there, so that a wrong address, key, bucket or setting is one line at once. Local places are
 * passed over.
 */
public final class BucketCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);

    /**
     * For all places together. A store that is well answers within a second; one that is just being
     * started, or the way to it, within this time.
     */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** So many in turn are no accident. */
    private static final int LOST_REQUESTS = 3;

    private static final String CHECK_SETTINGS =
            "Check MINIO_ENDPOINT and the options s3.… of -D or of a cluster's configuration.";

    private static final String CHECK_ADDRESS =
            "Check MINIO_ENDPOINT, or s3.endpoint in a cluster's configuration.";

    private static final String CHECK_KEYS =
            "Check MINIO_ACCESS and MINIO_SECRET, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a"
                    + " cluster's processes.";

    private final Duration limit;

    /** A check that takes a minute at the most. */
    public BucketCheck() {
        this(LIMIT);
    }

    /** A check that takes no longer than {@code limit}. */
    public BucketCheck(Duration limit) {
        this.limit = limit;
    }

    /**
     * A place that the user has named.
     *
     * @param setting the flag that names it, such as {@code --input}
     * @param written whether objects are put there or removed, so that it is tried out
     */
    public record Named(String setting, Path place, boolean written) {

        /** A place that is only read. */
        public static Named read(String setting, Path place) {
            return new Named(setting, place, false);
        }

        /** A place that is written to. */
        public static Named written(String setting, Path place) {
            return new Named(setting, place, true);
        }

        /** Reading one place of a bucket is as good as reading all of them. */
        private String trialName() {
            return written ? place.toString() : bucket();
        }

        private String bucket() {
            return place.toUri().getAuthority();
        }

        @Override
        public String toString() {
            return setting + " " + PlaceName.of(place);
        }
    }

    /**
     * What keeps a place from being used.
     *
     * @param code whether it may be mended by waiting
     * @param message one line for the user
     * @param remedy the setting of this process's S3 client that may help
     * @param cause for the log
     */
    record Fault(ErrorCode code, String message, Optional<StoreSetting> remedy, Throwable cause) {

        SmsReportsException exception() {
            return new SmsReportsException(code, message, cause);
        }
    }

    /**
     * Looks into every bucket once, at one that cannot be reached until the limit is over, and
     * tries out every place that is written to.
     *
     * @param places in the order to report them
     * @throws SmsReportsException for the first place that cannot be used, with the setting that
     *     the processes of the job need, if that may help
     */
    public void require(List<Named> places) throws SmsReportsException, InterruptedException {
        Optional<Fault> fault = find(places);
        if (fault.isPresent()) {
            throw fault.get().exception();
        }
    }

    /** As {@link #require}, for who can change the setting. */
    Optional<Fault> find(List<Named> places) throws InterruptedException {
        List<Named> remote =
                places.stream().filter(named -> ObjectStore.holds(named.place())).toList();
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, CompletableFuture<Optional<PutTrial.Failure>>> answers = new HashMap<>();
        for (Named named : remote) {
            answers.computeIfAbsent(named.trialName(), name -> ask(named, deadline));
        }
        for (Named named : remote) {
            Optional<Fault> fault = await(named, answers.get(named.trialName()), deadline);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** In a thread of its own: a client that waits for a network cannot be interrupted. */
    private static CompletableFuture<Optional<PutTrial.Failure>> ask(
            Named named, long deadlineNanos) {
        CompletableFuture<Optional<PutTrial.Failure>> answer = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                answer.complete(askUntilReached(named, deadlineNanos));
                            } catch (Throwable failure) {
                                answer.completeExceptionally(failure);
                            }
                        },
                        "bucket-check");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    /**
     * A connection that is lost in the middle of a request says nothing, but that a store which
     * closes it each time may mean the request.
     */
    private static Optional<PutTrial.Failure> askUntilReached(Named named, long deadlineNanos)
            throws IOException, InterruptedException {
        boolean warned = false;
        for (int lost = 0; ; ) {
            IOException unreached;
            try {
                look(named.place());
                Optional<PutTrial.Failure> failure =
                        named.written() ? new PutTrial(named.place()).run() : Optional.empty();
                if (failure.isEmpty()
                        || !isUnreachable(failure.get().cause())
                        || ++lost == LOST_REQUESTS) {
                    return failure;
                }
                unreached = failure.get().cause();
            } catch (IOException e) {
                boolean isLast = System.nanoTime() + PAUSE.toNanos() >= deadlineNanos;
                if (isLast || !isUnreachable(e)) {
                    throw e;
                }
                unreached = e;
            }
            if (!warned) {
                warned = true;
                LOG.warn(
                        "{}: the store cannot be reached ({}). It is tried for a minute.",
                        named,
                        reason(unreached));
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** Whether nobody has answered; an answer that is an error comes again. */
    private static boolean isUnreachable(Throwable failure) {
        return StoreAnswer.chain(failure).stream()
                .anyMatch(
                        cause ->
                                cause instanceof SocketException
                                        || cause instanceof SocketTimeoutException
                                        || cause instanceof UnknownHostException);
    }

    private static void look(Path place) throws IOException {
        try {
            // Of the bucket itself the client says without asking that it is there.
            Path asked = place.getParent() == null ? new Path(place, "any") : place;
            asked.getFileSystem().getFileStatus(asked);
        } catch (FileNotFoundException e) {
            // The bucket has answered; what must lie in it is for others to judge.
        }
    }

    private Optional<Fault> await(
            Named named, CompletableFuture<Optional<PutTrial.Failure>> answer, long deadlineNanos)
            throws InterruptedException {
        try {
            return answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .map(failure -> fault(named, failure));
        } catch (TimeoutException e) {
            return Optional.of(
                    new Fault(
                            ErrorCode.STORAGE_UNREACHABLE,
                            "%s: the store has not answered for %d seconds. %s"
                                    .formatted(named, limit.toSeconds(), CHECK_ADDRESS),
                            Optional.empty(),
                            e));
        } catch (ExecutionException e) {
            return Optional.of(
                    new Fault(
                            isUnreachable(e.getCause())
                                    ? ErrorCode.STORAGE_UNREACHABLE
                                    : ErrorCode.STORAGE_UNUSABLE,
                            named + ": " + words(named, e.getCause()),
                            Optional.empty(),
                            e.getCause()));
        }
    }

    private static Fault fault(Named named, PutTrial.Failure failure) {
        Optional<StoreAnswer> answer = StoreAnswer.in(failure.cause());
        String refused =
                "%s: the store answers, but refuses %s (%s)."
                        .formatted(
                                named,
                                failure.what(),
                                answer.map(StoreAnswer::toString)
                                        .orElseGet(() -> reason(failure.cause())));
        if (answer.filter(said -> !said.mayMeanTheSignature()).isPresent()) {
            return new Fault(
                    ErrorCode.STORAGE_UNUSABLE,
                    refused + " Give the keys the right to put, read, list and delete there.",
                    Optional.empty(),
                    failure.cause());
        }
        return new Fault(
                ErrorCode.STORAGE_UNUSABLE,
                "%s Set %s in the configuration of Flink's processes, and start them again; docs/s3-stores.md lists stores."
                        .formatted(refused, failure.remedy()),
                Optional.of(failure.remedy()),
                failure.cause());
    }

    /** The plugin's exceptions are known by name: its classes are out of reach. */
    private static String words(Named named, Throwable failure) {
        List<String> types =
                StoreAnswer.chain(failure).stream()
                        .map(cause -> cause.getClass().getSimpleName())
                        .toList();
        if (failure instanceof SmsReportsException own) {
            return own.getMessage();
        }
        if (failure instanceof UnsupportedFileSystemSchemeException) {
            return "Flink cannot read s3:// here. Give its processes the plugin flink-s3-fs-hadoop.";
        }
        if (types.contains("UnknownStoreException")) {
            return "there is no bucket %s. Create it, or name another one."
                    .formatted(named.bucket());
        }
        if (types.contains("NoAuthWithAWSException")) {
            return "there are no keys for the store in the environment. " + CHECK_KEYS;
        }
        if (failure instanceof AccessDeniedException) {
            return "the store refuses the keys. " + CHECK_KEYS;
        }
        Optional<StoreAnswer> answer = StoreAnswer.in(failure);
        if (answer.isPresent()) {
            return "the store answers with an error (%s). Its own log says more."
                    .formatted(answer.get());
        }
        if (isOfASetting(failure)) {
            return "the S3 client cannot use one of its settings (%s). %s"
                    .formatted(reason(failure), CHECK_SETTINGS);
        }
        return "the store cannot be reached (%s). %s".formatted(reason(failure), CHECK_ADDRESS);
    }

    /**
     * The client reads its settings when it is made, and the signer's name at the first request.
     */
    private static boolean isOfASetting(Throwable failure) {
        return StoreAnswer.chain(failure).stream()
                .anyMatch(IllegalArgumentException.class::isInstance);
    }

    /** What Amazon's client says of a failed request names the address; its cause does not. */
    private static String reason(Throwable failure) {
        List<Throwable> chain = StoreAnswer.chain(failure);
        Throwable said =
                chain.stream()
                        .filter(
                                cause ->
                                        cause.getClass()
                                                .getSimpleName()
                                                .equals("SdkClientException"))
                        .findFirst()
                        .orElse(chain.get(chain.size() - 1));
        Throwable root = chain.get(chain.size() - 1);
        String message = String.valueOf(said.getMessage());
        String words = message.replaceFirst("^Unable to execute HTTP request: ", "");
        return root instanceof UnknownHostException ? "no such host: " + words : words;
    }
}
