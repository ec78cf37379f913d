package io.smsreports.integration.measure;

import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.objectstore.S3Buckets;
import io.smsreports.integration.objectstore.UnreliableS3;
import io.smsreports.integration.process.CommandProcess;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long one commit over many dates takes on a store that is far away; {@code
 * integration-tests/many-dates} builds what it needs and runs it.
 */
@Command(
        name = "many-dates",
        description = {
            "Publishes one row for each of many dates, in one commit, on an S3 server behind a delay for each request.",
            "",
            "Prints when which requests were sent. Exit code 1 if writing and committing take longer"
                    + " than a checkpoint may (10 minutes)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ManyDates implements Callable<Integer> {

    private static final String BUCKET = "sms-output";

    /** The three requests that a file takes; others go by their method. */
    private static final String BEGIN = "begin a file";

    private static final String WRITE = "write it";
    private static final String COMMIT = "make it visible";

    /** Of the keys of reports; a start tries uploads with others. */
    private static final Pattern OF_A_DATE = Pattern.compile("/dt(=|%3D)");

    /** Flink's own, which the job leaves as it is. */
    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final LocalDate FIRST = LocalDate.of(1990, 1, 1);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd");

    @Option(names = "--dates", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}.")
    private int dates;

    @Option(
            names = "--latency",
            defaultValue = "30",
            description = "Milliseconds for each request (default: ${DEFAULT-VALUE}).")
    private int latencyMillis;

    @Option(names = "--folder", required = true, description = "Where it works; emptied first.")
    private Path folder;

    private final PrintStream out = System.out;
    private final Map<String, Span> spans = new TreeMap<>();
    private final long beganAt = System.nanoTime();

    /** When requests of a kind were sent, in nanoseconds since the beginning. */
    private record Span(long first, long last, long count) {

        Span and(long now) {
            return new Span(first, now, count + 1);
        }
    }

    private ManyDates() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ManyDates()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        FileUtils.deleteDirectory(folder.toFile());
        Path input = Files.createDirectories(folder.resolve("input"));
        writeInput(input.resolve("dates.csv"));
        Path reference = Files.writeString(folder.resolve("ref.csv"), ReferenceInput.PAYTYPES);
        try (S3Buckets buckets = S3Buckets.start(folder.resolve("objects"), BUCKET);
                UnreliableS3 farAway = UnreliableS3.before(buckets.port(), 1);
                CommandProcess job =
                        CommandProcess.start(
                                folder,
                                buckets.environment(watched(farAway)),
                                "run",
                                "--stop-at-end",
                                "--parallelism=2",
                                "--input=" + input,
                                "--reference=" + reference,
                                "--output=s3://" + BUCKET + "/dates",
                                "--checkpoints=" + folder.resolve("checkpoints"))) {
            return await(job);
        }
    }

    private String watched(UnreliableS3 farAway) {
        farAway.delayRequests(Duration.ofMillis(latencyMillis));
        farAway.report(this::note);
        return farAway.endpoint();
    }

    private void writeInput(Path file) throws Exception {
        StringBuilder rows = new StringBuilder("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42\n");
        for (int day = 0; day < dates; day++) {
            rows.append(DATE.format(FIRST.plusDays(day))).append(" 12:00:00,0,10\n");
        }
        Files.writeString(file, rows, StandardCharsets.UTF_8);
    }

    private int await(CommandProcess job) throws Exception {
        Duration cpu = Duration.ZERO;
        while (job.isAlive() && System.nanoTime() - beganAt < LIMIT.toNanos()) {
            cpu = ProcessHandle.of(job.pid()).map(ManyDates::cpuOf).orElse(cpu);
            Thread.sleep(PAUSE.toMillis());
        }
        if (job.isAlive() || job.exitCode() != 0) {
            out.println("The job has not ended well:\n" + job.out() + job.err());
            return 1;
        }
        out.printf(
                "%d dates, %d ms a request: %.1f s in all; of CPU the job used %.1f s, the store %.1f s, the delay %.1f s, on %d processors%n",
                dates,
                latencyMillis,
                seconds(System.nanoTime() - beganAt),
                seconds(cpu.toNanos()),
                seconds(cpuOfTheStore().toNanos()),
                seconds(cpuOf(ProcessHandle.current()).toNanos()),
                Runtime.getRuntime().availableProcessors());
        return print();
    }

    /** The only other process, once the job has ended. */
    private static Duration cpuOfTheStore() {
        return ProcessHandle.current()
                .children()
                .map(ManyDates::cpuOf)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private synchronized int print() {
        spans.forEach(
                (kind, span) ->
                        out.printf(
                                "%-15s %7d requests, %6.1f s to %6.1f s%n",
                                kind, span.count(), seconds(span.first()), seconds(span.last())));
        if (!spans.keySet().containsAll(List.of(BEGIN, WRITE, COMMIT))) {
            out.println("Nothing was written and committed.");
            return 1;
        }
        long writing = spans.get(WRITE).last() - spans.get(BEGIN).first();
        long committing = spans.get(COMMIT).last() - spans.get(COMMIT).first();
        out.printf(
                "written in %.1f s, committed in %.1f s%n", seconds(writing), seconds(committing));
        return writing < CHECKPOINT_TIMEOUT.toNanos() && committing < CHECKPOINT_TIMEOUT.toNanos()
                ? 0
                : 1;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private synchronized void note(String request) {
        long now = System.nanoTime() - beganAt;
        Span span = spans.getOrDefault(kindOf(request), new Span(now, now, 0));
        spans.put(kindOf(request), span.and(now));
    }

    private static String kindOf(String request) {
        String method = request.substring(0, request.indexOf(' '));
        if (!OF_A_DATE.matcher(request).find()) {
            return method + " of others";
        }
        if (method.equals("POST") && request.matches("POST \\S+\\?uploads=?")) {
            return BEGIN;
        }
        boolean ofAnUpload = request.contains("uploadId=");
        if (ofAnUpload && method.equals("POST")) {
            return COMMIT;
        }
        return ofAnUpload && method.equals("PUT") ? WRITE : method;
    }
}
