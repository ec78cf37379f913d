package io.smsreports.simulator.replay;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.DurationConverter;
import io.smsreports.simulator.command.SimulatorCommand;
import io.smsreports.simulator.command.SimulatorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
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
public final class ReplayCommand extends SimulatorCommand {

    private static final DateTimeFormatter UNIQUE_NAME =
            DateTimeFormatter.ofPattern("'data_'uuuuMMdd_HHmmss", Locale.ROOT);

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** The order of the sources. */
    enum Order {
        NAME,
        SHUFFLE
    }

    @ParentCommand private Supplier<Map<String, String>> environment;

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
            converter = DurationConverter.class,
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
            converter = SpeedConverter.class,
            description =
                    "Instead of an interval: the pauses that the files' event times had, so many"
                            + " times as fast, such as 60x.")
    private Double speed;

    @Option(
            names = "--order",
            paramLabel = "name|shuffle",
            defaultValue = "name",
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

    private final SecureRandom nameSuffix = new SecureRandom();
    private int delivered;
    private int skipped;

    @Override
    protected void run() throws IOException, InterruptedException {
        requireValidFlags();
        List<Path> sources = sources();
        try (ReplayTarget target = target()) {
            requireApart();
            if (clear) {
                print("Removed %,d files from %s.", target.clear(), target);
            }
            try {
                deliver(sources, target);
            } catch (InterruptedException | InterruptedIOException e) {
                print("Stopped. %s", summary(target));
                throw e;
            }
            print("%s", summary(target));
        }
    }

    private void requireValidFlags() throws SimulatorException {
        if (filesPerBatch < 1) {
            throw refused("--files-per-batch %s: must be at least 1", filesPerBatch);
        }
        if (loop && !uniqueNames) {
            throw refused("--loop needs --unique-names: a name is delivered once");
        }
        for (String flag : List.of("--interval", "--files-per-batch")) {
            if (speed != null && isGiven(flag)) {
                throw refused("--speed and %s exclude each other", flag);
            }
        }
    }

    private List<Path> sources() throws SimulatorException {
        if (!Files.isDirectory(from)) {
            throw refused("--from %s is no folder", from);
        }
        List<Path> sources;
        try {
            sources = FolderTarget.deliveries(from, file -> Files.isRegularFile(file));
        } catch (IOException e) {
            throw refused("--from %s cannot be read", from);
        }
        if (sources.isEmpty()) {
            throw refused("--from %s holds no *.csv and no *.csv.gz", from);
        }
        return sources;
    }

    private ReplayTarget target() throws SimulatorException {
        if (!to.startsWith("s3://") && !to.startsWith("s3a://")) {
            return new FolderTarget(Path.of(to));
        }
        try {
            return new BucketTarget(URI.create(to), environment.get());
        } catch (IllegalArgumentException e) {
            throw refused("--to %s is no place in S3", to);
        }
    }

    /** The sources are never touched: not by --clear, nor as copies of themselves. */
    private void requireApart() throws IOException {
        if (!to.contains("://") && Files.isSameFile(from, Path.of(to))) {
            throw refused("--from and --to are the same folder");
        }
    }

    private void deliver(List<Path> sources, ReplayTarget target)
            throws IOException, InterruptedException {
        Random shuffle = new Random(seed);
        do {
            List<Path> pass = new ArrayList<>(sources);
            if (order == Order.SHUFFLE) {
                Collections.shuffle(pass, shuffle);
            }
            deliverOnce(pass, target);
        } while (loop);
    }

    private void deliverOnce(List<Path> sources, ReplayTarget target)
            throws IOException, InterruptedException {
        Optional<Long> before = Optional.empty();
        for (int i = 0; i < sources.size(); i++) {
            Path source = sources.get(i);
            String name = source.getFileName().toString();
            if (!uniqueNames && target.holds(name)) {
                skipped++;
                printWithTime(name + " is there already: skipped");
                continue;
            }
            Optional<Long> begins = speed == null ? Optional.empty() : FirstEventTime.of(source);
            pauseBefore(begins, before);
            before = begins.isPresent() ? begins : before;
            String deliveredAs = uniqueNames ? uniqueName(name) : name;
            target.deliver(source, deliveredAs);
            delivered++;
            printWithTime(
                    (uniqueNames ? name + " as " + deliveredAs : name)
                            + String.format(" (%d of %d)", i + 1, sources.size()));
        }
    }

    private void pauseBefore(Optional<Long> begins, Optional<Long> before)
            throws InterruptedException {
        if (speed == null) {
            if (delivered > 0 && delivered % filesPerBatch == 0) {
                Thread.sleep(interval.toMillis());
            }
            return;
        }
        if (begins.isPresent() && before.isPresent()) {
            double seconds = Math.max(0, begins.get() - before.get()) / speed;
            Thread.sleep((long) (seconds * 1000));
        }
    }

    private String uniqueName(String source) {
        String now = UNIQUE_NAME.format(LocalDateTime.now(ZoneOffset.UTC));
        String suffix = source.substring(source.lastIndexOf(".csv"));
        return String.format("%s_%08x%s", now, nameSuffix.nextInt(), suffix);
    }

    private void printWithTime(String line) {
        print("%s %s", CLOCK.format(LocalTime.now(ZoneId.systemDefault())), line);
    }

    private String summary(ReplayTarget target) {
        return String.format(
                Locale.ROOT,
                "Delivered %,d %s to %s, skipped %,d.",
                delivered,
                delivered == 1 ? "file" : "files",
                target,
                skipped);
    }

    /** Reads a speed such as {@code 60x}. */
    static final class SpeedConverter implements ITypeConverter<Double> {

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
