package io.smsreports.job;

import io.smsreports.model.Revenue;
import io.smsreports.run.RunRecord;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.PlaceName;
import java.io.File;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * What the user sets: a flag, else an environment variable, else a default. The replaced system's
 * environment file works unchanged. The same settings hold for the embedded and the submitted job.
 */
public final class JobSettings {

    /** The folder that the default places lie in; the launcher names it, else the current one. */
    public static final String HOME_PROPERTY = "sms-reports.home";

    /** Where files arrive by default. */
    public static final String DEFAULT_INPUT = "data/REF_SMS_streaming";

    private static final String DEFAULT_REFERENCE = "data/REF_map/ref.csv";
    private static final String DEFAULT_OUTPUT = "data/output";
    private static final String DEFAULT_CHECKPOINTS = "data/checkpoints";

    /** Buckets that take the place of the default folders with USE_MINIO=true. */
    private static final String MINIO_OUTPUT = "s3://sms-reports";

    private static final String MINIO_CHECKPOINTS = "s3://sms-checkpoints";

    /** As old S3 clients take it: {@code s3://key:secret@bucket}. */
    private static final Pattern KEYS_IN_ADDRESS =
            Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*@");

    /** Flink takes no checkpoints more often. */
    private static final Duration SHORTEST_TRIGGER = Duration.ofMillis(10);

    /** What --resume takes besides a path. */
    private static final List<String> RESUME_WORDS = List.of("auto", "none");

    /** As many readers as Flink can share a state among; each costs threads and buffers. */
    private static final int MAX_PARALLELISM = 128;

    /** How the input is read. */
    public enum Mode {
        /** Watches the input and publishes each window when it is final. */
        STREAMING,
        /** Computes everything from what is there and publishes all or nothing. */
        BATCH
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--mode",
            paramLabel = "streaming|batch",
            defaultValue = "streaming",
            description =
                    "Watch the input, or compute from what is there (MODE; default: streaming).")
    private Mode mode;

    @Option(
            names = "--stop-at-end",
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Streaming: read what is there, publish every window and exit (STOP_AT_END).")
    private boolean stopAtEnd;

    @Option(
            names = "--input",
            paramLabel = "FOLDER",
            description = "Where the SMS files arrive (INPUT_DIR; default: " + DEFAULT_INPUT + ").")
    private String input;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description =
                    "The paytypes' labels (REF_MAP_PATH; default: " + DEFAULT_REFERENCE + ").")
    private String reference;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description =
                    "Where the reports go (OUTPUT_BASE; default: "
                            + DEFAULT_OUTPUT
                            + ", or "
                            + MINIO_OUTPUT
                            + " with USE_MINIO=true).")
    private String output;

    @Option(
            names = "--checkpoints",
            paramLabel = "FOLDER",
            description =
                    "Where the state is kept (CHECKPOINT_BASE; default: "
                            + DEFAULT_CHECKPOINTS
                            + ", or "
                            + MINIO_CHECKPOINTS
                            + " with USE_MINIO=true).")
    private String checkpoints;

    @Option(
            names = "--watermark-delay",
            paramLabel = "DURATION",
            defaultValue = "10 minutes",
            converter = Durations.class,
            description =
                    "How far rows may lag behind the newest one and still be in time"
                            + " (WATERMARK_DELAY; default: ${DEFAULT-VALUE}).")
    private Duration watermarkDelay;

    @Option(
            names = "--trigger-interval",
            paramLabel = "DURATION",
            defaultValue = "10 seconds",
            converter = Durations.class,
            description =
                    "How often results are committed (TRIGGER_INTERVAL; default: ${DEFAULT-VALUE}).")
    private Duration triggerInterval;

    @Option(
            names = "--discovery-interval",
            paramLabel = "DURATION",
            defaultValue = "1 second",
            converter = Durations.class,
            description =
                    "How often to look for new files (DISCOVERY_INTERVAL; default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration discoveryInterval;

    @Option(
            names = "--settle-time",
            paramLabel = "DURATION",
            defaultValue = "1 second",
            converter = Durations.class,
            description =
                    "How long a local file must be unchanged before it is read (SETTLE_TIME; default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration settleTime;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "30 seconds",
            converter = Durations.class,
            description =
                    "How long a reader without a file holds the watermark (IDLE_TIMEOUT; default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration idleTimeout;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description =
                    "How many files are read at once (PARALLELISM; default: all cores, on a cluster"
                            + " its own default).")
    private Integer parallelism;

    @Option(
            names = "--resume",
            paramLabel = "auto|none|PATH",
            defaultValue = "auto",
            description =
                    "Where to go on from: the newest checkpoint or savepoint of this output's run,"
                            + " the beginning, or a given one (RESUME; default: ${DEFAULT-VALUE}).")
    private String resume;

    @Option(
            names = "--amount-divisor",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Revenue is the amount divided by this, a divisor of 10,000 (AMOUNT_DIVISOR;"
                            + " default: ${DEFAULT-VALUE}).")
    private int amountDivisor;

    @Option(
            names = "--max-future",
            paramLabel = "DURATION",
            defaultValue = "1 day",
            converter = Durations.class,
            description =
                    "How far after its file's modification time a row may be dated (MAX_FUTURE;"
                            + " default: ${DEFAULT-VALUE}).")
    private Duration maxFuture;

    @Option(
            names = "--overwrite",
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Batch: replace the dates that it computes (OVERWRITE).")
    private boolean overwrite;

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            converter = Dates.class,
            description =
                    "Batch: compute and, with --overwrite, replace this event date only. May be"
                            + " given several times.")
    private List<LocalDate> dates = new ArrayList<>();

    @Option(
            names = "--use-minio",
            hidden = true,
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true")
    private boolean useMinio;

    /**
     * Checks what one option alone can't: call once after parsing.
     *
     * @throws ParameterException with one line that names the setting
     */
    public void validate() {
        if (triggerInterval.compareTo(SHORTEST_TRIGGER) < 0) {
            throw refused(
                    "--trigger-interval must be at least " + SHORTEST_TRIGGER.toMillis() + " ms");
        }
        positive("--discovery-interval", discoveryInterval);
        positive("--idle-timeout", idleTimeout);
        if (parallelism != null && (parallelism < 1 || parallelism > MAX_PARALLELISM)) {
            throw refused("--parallelism must be 1 to " + MAX_PARALLELISM + ", not " + parallelism);
        }
        if (mode == Mode.BATCH && stopAtEnd) {
            throw refused("--stop-at-end belongs to --mode streaming; batch always ends");
        }
        if (mode == Mode.STREAMING && overwrite) {
            throw refused("--overwrite belongs to --mode batch; a streaming run never replaces");
        }
        if (mode == Mode.STREAMING && !dates.isEmpty()) {
            throw refused(
                    "--date belongs to --mode batch --overwrite; a streaming run reads all dates");
        }
        place("--input", input);
        place("--reference", reference);
        place("--output", output);
        place("--checkpoints", checkpoints);
        place("--resume", resume);
        notBelowInput("--output", output());
        notBelowInput("--checkpoints", checkpoints());
        try {
            revenue();
        } catch (IllegalArgumentException e) {
            throw refused("--amount-divisor: " + e.getMessage());
        }
    }

    /**
     * Settings from flags and an environment alone, for commands that fix most of them.
     *
     * @throws ParameterException with one line that names the setting
     */
    public static JobSettings parse(Map<String, String> environment, String... flags) {
        Standalone holder = new Standalone();
        SmsReportsJob.commandLine(holder, environment).parseArgs(flags);
        holder.settings.validate();
        return holder.settings;
    }

    @Command
    private static final class Standalone {
        @Mixin private JobSettings settings;
    }

    /**
     * Whether an option is the job's own; others, such as --help or --yes, are for a command line
     * only.
     */
    public static boolean isJobSetting(OptionSpec option) {
        return option.userObject() instanceof Field field
                && field.getDeclaringClass() == JobSettings.class;
    }

    private void positive(String option, Duration duration) {
        if (duration.isZero()) {
            throw refused(option + " must be longer than 0");
        }
    }

    private void place(String option, String text) {
        if (text == null) {
            return;
        }
        if (KEYS_IN_ADDRESS.matcher(text).lookingAt()) {
            // Not repeated: it would stand in logs, in run.json and in the web UI.
            throw refused(
                    option
                            + " has a name or a key before its bucket: leave it out, and give keys in"
                            + " MINIO_ACCESS and MINIO_SECRET");
        }
        try {
            location(text);
        } catch (IllegalArgumentException e) {
            throw refused(option + ": '" + text + "' is no path; write it as /a/b or s3://a/b");
        }
    }

    /** A job that reads what it writes never ends. Hidden folders are not read. */
    private void notBelowInput(String option, Path written) {
        String read = folder(input());
        String folder = folder(written);
        if (!folder.startsWith(read)) {
            return;
        }
        String below = "/" + folder.substring(read.length());
        if (!below.contains("/.") && !below.contains("/_")) {
            throw refused(
                    option
                            + " lies in the folder that is read, "
                            + PlaceName.of(input())
                            + ", so that its files would be read as SMS files: name another one");
        }
    }

    private static String folder(Path path) {
        String text = path.toUri().normalize().toString();
        return text.endsWith("/") ? text : text + "/";
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    Mode mode() {
        return mode;
    }

    /** Whether it computes all and publishes at the end. */
    public boolean isBatch() {
        return mode == Mode.BATCH;
    }

    /** Whether a streaming run ends with its input. */
    public boolean stopAtEnd() {
        return stopAtEnd;
    }

    /** The folder that is read. */
    public Path input() {
        return input == null ? standard(DEFAULT_INPUT) : location(input);
    }

    /** The reference file. */
    public Path reference() {
        return reference == null ? standard(DEFAULT_REFERENCE) : location(reference);
    }

    /** The base folder of all outputs. */
    public Path output() {
        return output == null
                ? standard(useMinio ? MINIO_OUTPUT : DEFAULT_OUTPUT)
                : location(output);
    }

    /** The base folder of all runs' checkpoints. */
    public Path checkpoints() {
        return checkpoints == null
                ? standard(useMinio ? MINIO_CHECKPOINTS : DEFAULT_CHECKPOINTS)
                : location(checkpoints);
    }

    /** Every place that the job uses, by flag. */
    public List<BucketCheck.Named> places() {
        List<BucketCheck.Named> places = new ArrayList<>();
        places.add(new BucketCheck.Named("--input", input()));
        places.add(new BucketCheck.Named("--reference", reference()));
        places.add(new BucketCheck.Named("--output", output()));
        places.add(new BucketCheck.Named("--checkpoints", checkpoints()));
        if (!RESUME_WORDS.contains(resume)) {
            places.add(new BucketCheck.Named("--resume", location(resume)));
        }
        return places;
    }

    /** The folder that the default places lie in. */
    public static File home() {
        return new File(System.getProperty(HOME_PROPERTY, "")).getAbsoluteFile();
    }

    private static Path standard(String place) {
        return location(place.contains("://") ? place : new File(home(), place).getPath());
    }

    public Duration watermarkDelay() {
        return watermarkDelay;
    }

    public Duration triggerInterval() {
        return triggerInterval;
    }

    public Duration discoveryInterval() {
        return discoveryInterval;
    }

    public Duration settleTime() {
        return settleTime;
    }

    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** How many readers, or {@code otherwise} when it is not set. */
    public int parallelism(int otherwise) {
        return parallelism == null ? otherwise : parallelism;
    }

    /** {@code auto}, {@code none}, or the path of a checkpoint or savepoint. */
    public String resume() {
        return RESUME_WORDS.contains(resume) ? resume : location(resume).toString();
    }

    Revenue revenue() {
        return new Revenue(amountDivisor);
    }

    public Duration maxFuture() {
        return maxFuture;
    }

    boolean overwrite() {
        return overwrite;
    }

    /** The event dates to compute; empty: all. */
    SortedSet<LocalDate> dates() {
        return new TreeSet<>(dates);
    }

    /**
     * The settings that change results, by flag: a run keeps them from its first start to its end.
     */
    Map<String, String> resultSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (mode == Mode.STREAMING) {
            settings.put("--watermark-delay", watermarkDelay.toString());
        }
        settings.put("--amount-divisor", Integer.toString(amountDivisor));
        settings.put("--max-future", maxFuture.toString());
        settings.put(RunRecord.SQL, PipelineSql.fingerprint());
        if (!dates.isEmpty()) {
            settings.put(
                    "--date",
                    dates().stream().map(LocalDate::toString).collect(Collectors.joining(" ")));
        }
        return settings;
    }

    /**
     * The place that a user names: local paths become absolute; {@code s3a://} is another name of
     * {@code s3://}.
     *
     * @throws IllegalArgumentException if it is no path
     */
    public static Path location(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("no path");
        }
        if (text.startsWith("s3a://") || text.startsWith("s3://")) {
            return inBucket(new Path(text.replaceFirst("^s3a:", "s3:")));
        }
        if (text.contains("://") || text.startsWith("file:")) {
            return new Path(text);
        }
        return local(new File(text));
    }

    /** A bucket as a whole is the folder {@code /} in it. */
    private static Path inBucket(Path path) {
        String bucket = path.toUri().getAuthority();
        if (bucket == null || bucket.isEmpty()) {
            throw new IllegalArgumentException("no bucket");
        }
        return path.getPath().isEmpty() ? new Path(path + "/") : path;
    }

    /** Spelt the same whether or not there is such a folder yet: without a slash at its end. */
    private static Path local(File file) {
        Path path = Path.fromLocalFile(file.getAbsoluteFile().toPath().normalize().toFile());
        return new Path(path.toString());
    }

    /** An event date as partitions name it. */
    static final class Dates implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text.trim());
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no date; write it as 2020-08-30");
            }
        }
    }

    /**
     * Durations as people write them: {@code 10 minutes}, {@code 30 s}, {@code PT10M}; a bare
     * number is seconds. At most {@link #LONGEST}.
     */
    static final class Durations implements ITypeConverter<Duration> {

        /**
         * Keeps every sum with a point in time far from overflow, which would reverse its sense.
         */
        private static final Duration LONGEST = Duration.ofDays(36_500);

        @Override
        public Duration convert(String text) {
            Duration duration = parse(text.trim());
            if (duration.isNegative()) {
                throw unreadable(text);
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw new TypeConversionException(
                        "'" + text + "' is longer than " + LONGEST.toDays() + " days");
            }
            return duration;
        }

        private static Duration parse(String text) {
            try {
                if (text.chars().allMatch(Character::isDigit)) {
                    return Duration.ofSeconds(Long.parseLong(text));
                }
                if (text.startsWith("P") || text.startsWith("p")) {
                    return Duration.parse(text);
                }
                return TimeUtils.parseDuration(text);
            } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
                throw unreadable(text);
            }
        }

        private static TypeConversionException unreadable(String text) {
            return new TypeConversionException(
                    "'" + text + "' is no duration; write it as '10 minutes', '30 s' or 'PT10M'");
        }
    }
}
