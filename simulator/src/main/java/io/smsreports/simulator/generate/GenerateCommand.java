package io.smsreports.simulator.generate;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.answerkey.FaultCount;
import io.smsreports.simulator.command.DurationConverter;
import io.smsreports.simulator.command.Progress;
import io.smsreports.simulator.command.SimulatorCommand;
import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.files.WrittenFiles;
import io.smsreports.simulator.traffic.DailyTraffic;
import io.smsreports.simulator.traffic.Jitter;
import io.smsreports.simulator.traffic.PaytypeShares;
import io.smsreports.simulator.traffic.SeededRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code simulate generate}: reads the flags and has the files written. */
@Command(
        name = "generate",
        description = {
            "Writes files chunk_aa.csv, chunk_ab.csv, ... of charged SMS in the order of their"
                    + " arrival: either a preset, or any number of rows, few at night and most in"
                    + " the evening. With --faults, also what can go wrong, and an answer key that"
                    + " says what the reports must be. Never overwrites a file."
        },
        sortOptions = false)
public final class GenerateCommand extends SimulatorCommand {

    private static final int MAX_FILES = 100_000;
    private static final Duration MAX_JITTER = Duration.ofDays(1);

    /** Sets of files that no other flag changes. */
    enum Preset {
        REFERENCE
    }

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "reference: 749,413 rows of 2020-08-30 00:00 to 01:00 in 15 files whose reports"
                            + " equal the published ones.")
    private Preset preset;

    @Option(names = "--rows", paramLabel = "N", description = "How many rows to write.")
    private long rows;

    @Option(
            names = "--files",
            paramLabel = "F",
            defaultValue = "1",
            description = "How many files of equal row counts (default: ${DEFAULT-VALUE}).")
    private int files;

    @Option(
            names = "--start",
            paramLabel = "DATE",
            defaultValue = "2020-09-01",
            converter = DateConverter.class,
            description = "The first day of the rows (default: ${DEFAULT-VALUE}).")
    private LocalDate start;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            converter = ZoneConverter.class,
            description =
                    "The zone that RECORD_DATE is written in, and whose days there are (default:"
                            + " ${DEFAULT-VALUE}).")
    private ZoneId zone;

    @Option(
            names = "--days",
            paramLabel = "D",
            defaultValue = "1",
            description = "How many days the rows spread over (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed writes the same bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--paytypes",
            paramLabel = "SHARES",
            defaultValue = "0:0.72,1:0.28",
            converter = PaytypeShares.Converter.class,
            description = "The codes and how often they come (default: ${DEFAULT-VALUE}).")
    private PaytypeShares paytypes;

    @Option(
            names = "--jitter",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description =
                    "How long a row may take to arrive; most take seconds (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration jitter;

    @Option(
            names = "--header",
            paramLabel = "first|every|none",
            defaultValue = "first",
            description = "Which files begin with a header (default: ${DEFAULT-VALUE}).")
    private PlannedFile.Headers headers;

    @Option(names = "--gzip", description = "Compresses: chunk_aa.csv.gz, ...")
    private boolean gzip;

    @Option(
            names = "--faults",
            paramLabel = "FAULTS",
            converter = Faults.Converter.class,
            description = {
                "What is to go wrong, as in late=0.5%%,future=3; all is some of everything. Of"
                        + " files: duplicate-file, truncated-file, missing-file, mixed-header. Of rows:"
                        + " late, with the delay as in late=0.5%%:20m..3h, future, malformed,"
                        + " too-long, duplicate-row, unknown-paytype, and, harmless, odd-row and"
                        + " blank-line."
            })
    private Faults faults = Faults.NONE;

    @Option(
            names = "--key",
            paramLabel = "DIR",
            description =
                    "The folder for the answer key, outside of --out (default: with --faults, DIR_key"
                            + " beside --out; else none).")
    private Path keyFolder;

    @Option(
            names = "--watermark-delay",
            paramLabel = "DURATION",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description =
                    "The reports' setting, by which the key knows what is late (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration watermarkDelay;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write to; made if it is missing.")
    private Path out;

    @Override
    protected void run() throws IOException {
        WrittenFiles written = preset == null ? writeTraffic() : writePreset();
        print(
                "Wrote %,d rows in %s to %s in %s.",
                written.rows(), written.summary(), out, elapsed());
        key().ifPresent(folder -> print("The answer key is in %s.", folder));
    }

    private WrittenFiles writePreset() throws IOException {
        for (OptionSpec given : spec().commandLine().getParseResult().matchedOptions()) {
            String flag = given.longestName();
            if (!flag.equals("--preset") && !flag.equals("--out")) {
                throw refused("--preset and %s exclude each other: a preset is fixed", flag);
            }
        }
        return switch (preset) {
            case REFERENCE -> ReferenceHour.writeFiles(out);
        };
    }

    private WrittenFiles writeTraffic() throws IOException {
        requireValidFlags();
        Optional<Path> key = key();
        if (key.isPresent()) {
            requireExactKey(key.get());
        }
        DailyTraffic traffic =
                new DailyTraffic(
                        rows, start, days, zone, paytypes, new Jitter((int) jitter.toSeconds()));
        FileGenerator.Settings settings =
                new FileGenerator.Settings(
                        PlannedFile.evenRowsPerFile(rows, files),
                        headers,
                        gzip,
                        faults,
                        key,
                        watermarkDelay,
                        zone);
        SeededRandom random = new SeededRandom(seed);
        RowWriter writer = new RowWriter(random.next(), zone);
        SeededRandom chance = new SeededRandom(random.next());
        try (Progress progress = progress("rows", rows);
                FileGenerator generator =
                        new FileGenerator(out, settings, writer, chance, progress)) {
            traffic.generate(generator, random);
            WrittenFiles written = generator.publish();
            generator.faultCounts().forEach(this::warnIfMissing);
            return written;
        }
    }

    private void requireValidFlags() throws SimulatorException {
        if (!isGiven("--rows")) {
            throw refused("say what to write: --preset reference or --rows N");
        }
        if (jitter.compareTo(MAX_JITTER) > 0) {
            throw refused("--jitter %ss: must be a day at the most", jitter.toSeconds());
        }
        requireWithin("--rows", rows, DailyTraffic.MAX_ROWS);
        requireWithin("--days", days, DailyTraffic.MAX_DAYS);
        if (start.getYear() < 1970 || start.plusDays(days - 1L).getYear() > 9999) {
            throw refused("--start %s: all days must lie in the years 1970 to 9999", start);
        }
        requireWithin("--files", files, Math.min(rows, MAX_FILES));
    }

    private static void requireWithin(String flag, long value, long max) throws SimulatorException {
        if (value < 1 || value > max) {
            throw refused("%s %s: must be 1 to %s", flag, value, max);
        }
    }

    private Optional<Path> key() {
        if (keyFolder != null || faults.isEmpty()) {
            return Optional.ofNullable(keyFolder);
        }
        Path name = out.toAbsolutePath().normalize().getFileName();
        return Optional.of(out.resolveSibling(name + "_key"));
    }

    /** The key knows neither the size of a reader's blocks nor today's date. */
    private void requireExactKey(Path key) throws SimulatorException {
        Path folder = key.toAbsolutePath().normalize();
        if (folder.startsWith(out.toAbsolutePath().normalize())) {
            throw refused("--key %s lies in --out: the reports would read it as input", folder);
        }
        if (jitter.compareTo(watermarkDelay) > 0) {
            throw refused(
                    "--jitter %ss is over --watermark-delay %ss: which rows are late would be left"
                            + " to chance, and the key wrong",
                    jitter.toSeconds(), watermarkDelay.toSeconds());
        }
        if (start.plusDays(days).isAfter(LocalDate.now(ZoneOffset.UTC).plusDays(1))) {
            throw refused(
                    "--start %s: the reports reject rows of the future, which the key does not do",
                    start);
        }
    }

    private void warnIfMissing(String fault, FaultCount count) {
        if (count.made() < count.asked()) {
            warn(
                    "only %,d of the %,d %s rows asked for were possible%s",
                    count.made(),
                    count.asked(),
                    fault,
                    fault.equals(Fault.LATE.flag())
                            ? "; more --files make more of them possible"
                            : "");
        }
    }

    /** Reads the name of a time zone. */
    static final class ZoneConverter implements ITypeConverter<ZoneId> {

        @Override
        public ZoneId convert(String value) {
            try {
                return ZoneId.of(value);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + value + "' is not a time zone like Europe/Prague");
            }
        }
    }

    /** Reads a date such as 2020-09-01. */
    static final class DateConverter implements ITypeConverter<LocalDate> {

        @Override
        public LocalDate convert(String value) {
            try {
                return LocalDate.parse(value);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + value + "' is not a date like 2020-09-01");
            }
        }
    }
}
