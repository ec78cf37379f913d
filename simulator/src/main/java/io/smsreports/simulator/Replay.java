package io.smsreports.simulator;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code simulate replay}: delivers files one after another, as a source system does. */
@Command(
        name = "replay",
        description = {
            "Copies the *.csv and *.csv.gz of a folder to the watched place, a few at a time, each"
                    + " there whole or not at all. The sources stay as they are; a name that is"
                    + " there already is skipped. Ctrl-C ends it well at any time."
        },
        sortOptions = false)
final class Replay implements Callable<Integer> {

    private static final DateTimeFormatter UNIQUE_NAME =
            DateTimeFormatter.ofPattern("'data_'uuuuMMdd_HHmmss", Locale.ROOT);

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** The order of the sources. */
    enum Order {
        NAME,
        SHUFFLE
    }

    @ParentCommand private Simulate parent;

    @Spec private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            defaultValue = "data/REF_SMS",
            description = "The folder of the sources (default: ${DEFAULT-VALUE}).")
    private Path from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            defaultValue = "data/REF_SMS_streaming",
            description =
                    "The watched place: a folder, made if it is missing, or s3://BUCKET/PREFIX,"
                            + " found through MINIO_ENDPOINT, MINIO_ACCESS and MINIO_SECRET"
                            + " (default: ${DEFAULT-VALUE}).")
    private String to;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = DurationText.class,
            description =
                    "The pause between two batches (COPY_INTERVAL; default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--files-per-batch",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many files come at a time (FILES_PER_BATCH; default: ${DEFAULT-VALUE}).")
    private int filesPerBatch;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            converter = SpeedText.class,
            description =
                    "Instead of an interval: the pauses that the files' event times had, so many"
                            + " times as fast, such as 60x.")
    private Double speed;

    @Option(
            names = "--order",
            paramLabel = "name|shuffle",
            defaultValue = "name",
            converter = OrderText.class,
            description = "The order of the files (default: ${DEFAULT-VALUE}).")
    private Order order;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed shuffles the same way (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--unique-names",
            description = "Delivers as data_<yyyyMMdd_HHmmss>_<8 hex>.csv, never skipping any.")
    private boolean uniqueNames;

    @Option(
            names = "--loop",
            description = "Begins anew after the last file, for ever; needs --unique-names.")
    private boolean loop;

    @Option(
            names = "--clear",
            description = "First deletes the *.csv and *.csv.gz at the watched place.")
    private boolean clear;

    private final SecureRandom uniqueness = new SecureRandom();
    private int delivered;
    private int skipped;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireSenseOfFlags();
        List<Path> sources = sources();
        try (WatchedPlace place = place()) {
            requireApart();
            if (clear) {
                printer().printf("Removed %,d files from %s.%n", place.clear(), place);
            }
            try {
                deliver(sources, place);
            } catch (InterruptedException | InterruptedIOException e) {
                printer().println("Stopped. " + closingLine(place));
                throw e;
            }
            printer().println(closingLine(place));
            return CommandLine.ExitCode.OK;
        } catch (UnusableOutputException e) {
            throw refused(e.getMessage());
        }
    }

    private void requireSenseOfFlags() {
        if (filesPerBatch < 1) {
            throw refused("--files-per-batch " + filesPerBatch + ": must be at least 1");
        }
        if (loop && !uniqueNames) {
            throw refused("--loop needs --unique-names: a name is delivered once");
        }
        for (String flag : new String[] {"--interval", "--files-per-batch"}) {
            if (speed != null && spec.commandLine().getParseResult().hasMatchedOption(flag)) {
                throw refused("--speed and " + flag + " exclude each other");
            }
        }
    }

    private List<Path> sources() throws IOException {
        if (!Files.isDirectory(from)) {
            throw refused("--from " + from + " is no folder");
        }
        List<Path> sources = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                if (WatchedPlace.isDelivery(entry.getFileName().toString())
                        && Files.isRegularFile(entry)) {
                    sources.add(entry);
                }
            }
        } catch (IOException e) {
            throw refused("--from " + from + " cannot be read");
        }
        if (sources.isEmpty()) {
            throw refused("--from " + from + " holds no *.csv and no *.csv.gz");
        }
        sources.sort(Comparator.comparing(source -> source.getFileName().toString()));
        return sources;
    }

    private WatchedPlace place() throws IOException {
        if (to.startsWith("s3://") || to.startsWith("s3a://")) {
            try {
                return WatchedBucket.at(URI.create(to), parent.environment());
            } catch (IllegalArgumentException e) {
                throw refused("--to " + to + " is no place in S3");
            }
        }
        return WatchedFolder.at(Path.of(to));
    }

    /** The sources are never touched: not by --clear, nor as copies of themselves. */
    private void requireApart() throws IOException {
        if (!to.contains("://") && Files.isSameFile(from, Path.of(to))) {
            throw refused("--from and --to are the same folder");
        }
    }

    private void deliver(List<Path> sources, WatchedPlace place)
            throws IOException, InterruptedException {
        Random shuffle = new Random(seed);
        do {
            List<Path> pass = new ArrayList<>(sources);
            if (order == Order.SHUFFLE) {
                Collections.shuffle(pass, shuffle);
            }
            deliverOnce(pass, place);
        } while (loop);
    }

    private void deliverOnce(List<Path> sources, WatchedPlace place)
            throws IOException, InterruptedException {
        Optional<Long> before = Optional.empty();
        for (int i = 0; i < sources.size(); i++) {
            Path source = sources.get(i);
            String name = source.getFileName().toString();
            if (!uniqueNames && place.holds(name)) {
                skipped++;
                say(name + " is there already: skipped");
                continue;
            }
            Optional<Long> begins = speed == null ? Optional.empty() : EventTimes.first(source);
            pauseBefore(begins, before);
            before = begins.isPresent() ? begins : before;
            String target = uniqueNames ? uniqueName(name) : name;
            place.deliver(source, target);
            delivered++;
            say(
                    (uniqueNames ? name + " as " + target : name)
                            + String.format(" (%d of %d)", i + 1, sources.size()));
        }
    }

    private void pauseBefore(Optional<Long> begins, Optional<Long> before)
            throws InterruptedException {
        if (speed != null) {
            if (begins.isPresent() && before.isPresent()) {
                double seconds = Math.max(0, begins.get() - before.get()) / speed;
                Thread.sleep((long) (seconds * 1000));
            }
            return;
        }
        if (delivered > 0 && delivered % filesPerBatch == 0) {
            Thread.sleep(interval.toMillis());
        }
    }

    private String uniqueName(String source) {
        String now = UNIQUE_NAME.format(LocalDateTime.now(ZoneOffset.UTC));
        String suffix = source.substring(source.lastIndexOf(".csv"));
        return String.format("%s_%08x%s", now, uniqueness.nextInt(), suffix);
    }

    private void say(String what) {
        printer().println(CLOCK.format(LocalTime.now(ZoneId.systemDefault())) + " " + what);
    }

    private String closingLine(WatchedPlace place) {
        return String.format(
                Locale.ROOT,
                "Delivered %,d %s to %s, skipped %,d.",
                delivered,
                delivered == 1 ? "file" : "files",
                place,
                skipped);
    }

    private PrintWriter printer() {
        return spec.commandLine().getOut();
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Reads an order as it is written in the help. */
    static final class OrderText implements ITypeConverter<Order> {

        @Override
        public Order convert(String value) {
            return switch (value) {
                case "name" -> Order.NAME;
                case "shuffle" -> Order.SHUFFLE;
                default ->
                        throw new TypeConversionException("'" + value + "' is not name or shuffle");
            };
        }
    }

    /** Reads a speed such as {@code 60x}. */
    static final class SpeedText implements ITypeConverter<Double> {

        @Override
        public Double convert(String value) {
            if (!value.matches("\\d{1,7}(\\.\\d{1,3})?x?")) {
                throw new TypeConversionException("'" + value + "' is no speed such as 60x");
            }
            double factor = Double.parseDouble(value.replace("x", ""));
            if (factor == 0) {
                throw new TypeConversionException("'" + value + "': nothing would ever come");
            }
            return factor;
        }
    }
}
