package io.smsreports.job;

import io.smsreports.model.FileSeries;
import io.smsreports.model.LocalDays;
import io.smsreports.model.Revenue;
import io.smsreports.run.Fence;
import io.smsreports.run.Resume;
import io.smsreports.run.RunMode;
import io.smsreports.source.Backlog;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The job's command line: each setting is a flag, else an environment variable, else a default. The
 * replaced system's environment file works unchanged. A mixin of every command that starts the job;
 * {@link #settings} gives what was set as checked values.
 */
public final class JobOptions {

    /** Where files arrive by default. */
    public static final String DEFAULT_INPUT = "data/REF_SMS_streaming";

    /** Where the paytypes' labels are by default. */
    public static final String DEFAULT_REFERENCE = "data/REF_map/ref.csv";

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

    private enum Mode {
        STREAMING,
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
            names = "--stop-when-idle",
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Streaming: read what is there, leave the windows open that are open, and stop;"
                            + " the same command goes on later (STOP_WHEN_IDLE).")
    private boolean stopWhenIdle;

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
            converter = DurationConverter.class,
            description =
                    "How far rows may lag behind the newest one and still be in time"
                            + " (WATERMARK_DELAY; default: ${DEFAULT-VALUE}).")
    private Duration watermarkDelay;

    @Option(
            names = "--trigger-interval",
            paramLabel = "DURATION",
            defaultValue = "10 seconds",
            converter = DurationConverter.class,
            description =
                    "How often results are committed (TRIGGER_INTERVAL; default: ${DEFAULT-VALUE}).")
    private Duration triggerInterval;

    @Option(
            names = "--discovery-interval",
            paramLabel = "DURATION",
            defaultValue = "1 second",
            converter = DurationConverter.class,
            description =
                    "How often to look for new files (DISCOVERY_INTERVAL; default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration discoveryInterval;

    @Option(
            names = "--settle-time",
            paramLabel = "DURATION",
            defaultValue = "1 second",
            converter = DurationConverter.class,
            description =
                    "How long a local file must be unchanged before it is read (SETTLE_TIME; default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration settleTime;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "30 seconds",
            converter = DurationConverter.class,
            description =
                    "How long the input must be silent before a time that one row or a jump alone"
                            + " vouches for is believed (IDLE_TIMEOUT; default: ${DEFAULT-VALUE}).")
    private Duration idleTimeout;

    @Option(
            names = "--backlog",
            paramLabel = "hold|flow",
            defaultValue = "hold",
            description =
                    "What a start does with the files that are there: close no window until they are"
                            + " read, or take them as they come (BACKLOG; default:"
                            + " ${DEFAULT-VALUE}).")
    private Backlog backlog;

    @Option(
            names = "--hold-limit",
            paramLabel = "DURATION",
            defaultValue = "1 hour",
            converter = DurationConverter.class,
            description =
                    "How long a file that does not end holds the watermark while newer ones come"
                            + " (HOLD_LIMIT; default: ${DEFAULT-VALUE}).")
    private Duration holdLimit;

    @Option(
            names = "--series",
            paramLabel = "REGEX",
            description =
                    "Which files belong together, such as those of one switch, by their path below"
                            + " the input: the group 'series' names the series, else the folder does"
                            + " (SERIES; default: all are one).")
    private String series;

    @Option(
            names = "--series-timeout",
            paramLabel = "DURATION",
            defaultValue = "1 hour",
            converter = DurationConverter.class,
            description =
                    "How long a series without a new file holds the watermark (SERIES_TIMEOUT;"
                            + " default: ${DEFAULT-VALUE}).")
    private Duration seriesTimeout;

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
                    "Where to resume from: the newest checkpoint or savepoint of this output's run,"
                            + " the beginning, or a given one (RESUME; default: ${DEFAULT-VALUE}).")
    private String resume;

    @Option(
            names = "--commit-log",
            paramLabel = "FOLDER",
            description =
                    "Where a new run keeps the log of who may publish, if the output's storage cannot:"
                            + " a folder that all who start this job share (COMMIT_LOG; default: in the"
                            + " output, or beside the checkpoints).")
    private String commitLog;

    @Option(
            names = "--unfenced",
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Start where no storage can keep that log, and accept that two jobs which are"
                            + " started at once may publish twice (UNFENCED).")
    private boolean unfenced;

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
            converter = DurationConverter.class,
            description =
                    "How far after its file's modification time a row may be dated (MAX_FUTURE;"
                            + " default: ${DEFAULT-VALUE}).")
    private Duration maxFuture;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            converter = TimeZoneConverter.class,
            description =
                    "The time zone that RECORD_DATE is in, such as Europe/Prague, and whose days the"
                            + " reports are of (TIME_ZONE; default: ${DEFAULT-VALUE}).")
    private LocalDays timeZone;

    @Option(
            names = "--sql",
            paramLabel = "FOLDER",
            description =
                    "The SQL files that define the reports: a copy of sql/pipeline with files of your"
                            + " own (SQL_DIR; default: those that the program brings).")
    private String sql;

    @Option(
            names = "--overwrite",
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Batch: replace the dates that it computes, if it has read every file that counts"
                            + " there (OVERWRITE).")
    private boolean overwrite;

    @Option(
            names = "--replace-all",
            defaultValue = "false",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "With --overwrite: replace those dates also if rows vanish that the batch has not"
                            + " read (REPLACE_ALL).")
    private boolean replaceAll;

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            converter = DateConverter.class,
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
     * What was set, as values. To be called after parsing.
     *
     * @throws ParameterException with one line that names the setting that cannot be used
     */
    public JobSettings settings() {
        if (triggerInterval.compareTo(SHORTEST_TRIGGER) < 0) {
            throw refused(
                    "--trigger-interval must be at least " + SHORTEST_TRIGGER.toMillis() + " ms");
        }
        positive("--discovery-interval", discoveryInterval);
        positive("--idle-timeout", idleTimeout);
        positive("--hold-limit", holdLimit);
        positive("--series-timeout", seriesTimeout);
        if (parallelism != null && (parallelism < 1 || parallelism > MAX_PARALLELISM)) {
            throw refused("--parallelism must be 1 to " + MAX_PARALLELISM + ", not " + parallelism);
        }
        JobSettings settings =
                new JobSettings(
                        runMode(),
                        place("--input", input, DEFAULT_INPUT),
                        place("--reference", reference, DEFAULT_REFERENCE),
                        place("--output", output, useMinio ? MINIO_OUTPUT : DEFAULT_OUTPUT),
                        place(
                                "--checkpoints",
                                checkpoints,
                                useMinio ? MINIO_CHECKPOINTS : DEFAULT_CHECKPOINTS),
                        watermarkDelay,
                        triggerInterval,
                        discoveryInterval,
                        settleTime,
                        idleTimeout,
                        backlog,
                        stopWhenIdle,
                        holdLimit,
                        series(),
                        seriesTimeout,
                        parallelism == null ? OptionalInt.empty() : OptionalInt.of(parallelism),
                        RESUME_WORDS.contains(resume)
                                ? Resume.of(resume)
                                : new Resume.From(place("--resume", resume, "").toString()),
                        new Fence(
                                Optional.ofNullable(commitLog)
                                        .map(folder -> place("--commit-log", folder, "")),
                                unfenced),
                        revenue(),
                        maxFuture,
                        timeZone,
                        Optional.ofNullable(sql).map(folder -> place("--sql", folder, "")),
                        overwrite,
                        replaceAll,
                        new TreeSet<>(dates));
        notBelowInput(settings.input(), "--output", settings.output());
        notBelowInput(settings.input(), "--checkpoints", settings.checkpoints());
        return settings;
    }

    private RunMode runMode() {
        if (replaceAll && !overwrite) {
            throw refused("--replace-all belongs to --mode batch --overwrite; give both");
        }
        if (mode == Mode.BATCH) {
            if (stopAtEnd) {
                throw refused("--stop-at-end belongs to --mode streaming; batch always ends");
            }
            if (stopWhenIdle) {
                throw refused("--stop-when-idle belongs to --mode streaming; batch always ends");
            }
            return RunMode.BATCH;
        }
        if (overwrite) {
            throw refused("--overwrite belongs to --mode batch; a streaming run never replaces");
        }
        if (!dates.isEmpty()) {
            throw refused(
                    "--date belongs to --mode batch --overwrite; a streaming run reads all dates");
        }
        if (stopAtEnd && stopWhenIdle) {
            throw refused(
                    "--stop-at-end closes every window, --stop-when-idle leaves them open; give one of"
                            + " them");
        }
        return stopAtEnd ? RunMode.STREAMING_BOUNDED : RunMode.STREAMING;
    }

    private FileSeries series() {
        if (series == null) {
            return FileSeries.ONE;
        }
        try {
            return new FileSeries(series);
        } catch (PatternSyntaxException e) {
            throw refused(
                    "--series '%s' is no regular expression: %s at index %d"
                            .formatted(series, e.getDescription(), e.getIndex()));
        }
    }

    private Revenue revenue() {
        try {
            return new Revenue(amountDivisor);
        } catch (IllegalArgumentException e) {
            throw refused("--amount-divisor: " + e.getMessage());
        }
    }

    /**
     * Whether an option is the job's own; others, such as --help or --yes, are for a command line
     * only.
     */
    public static boolean isJobSetting(OptionSpec option) {
        return option.userObject() instanceof Field field
                && field.getDeclaringClass() == JobOptions.class;
    }

    private void positive(String option, Duration duration) {
        if (duration.isZero()) {
            throw refused(option + " must be longer than 0");
        }
    }

    private Path place(String option, String text, String standard) {
        if (text == null) {
            return standard.contains("://")
                    ? PlaceName.parse(standard)
                    : PlaceName.parse(ProjectHome.folder().resolve(standard).toString());
        }
        if (KEYS_IN_ADDRESS.matcher(text).lookingAt()) {
            // Not repeated: it would stand in logs, in run.json and in the web UI.
            throw refused(
                    option
                            + " has a name or a key before its bucket: leave it out, and give keys in"
                            + " MINIO_ACCESS and MINIO_SECRET");
        }
        try {
            return PlaceName.parse(text);
        } catch (IllegalArgumentException e) {
            throw refused(option + ": '" + text + "' is no path; write it as /a/b or s3://a/b");
        }
    }

    /** A job that reads what it writes never ends. Hidden folders are not read. */
    private void notBelowInput(Path input, String option, Path written) {
        String read = folder(input);
        String folder = folder(written);
        if (!folder.startsWith(read)) {
            return;
        }
        String below = "/" + folder.substring(read.length());
        if (!below.contains("/.") && !below.contains("/_")) {
            throw refused(
                    option
                            + " lies in the folder that is read, "
                            + PlaceName.of(input)
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
}
