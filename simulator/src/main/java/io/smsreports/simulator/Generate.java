package io.smsreports.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code simulate generate}: reads the flags, has the files written, says what was written. */
@Command(
        name = "generate",
        description = {
            "Writes files chunk_aa.csv, chunk_ab.csv, ... of charged SMS in the order of their"
                    + " arrival: either a preset, or any number of rows, few at night and most in"
                    + " the evening. With --faults, also what can go wrong, and an answer key that"
                    + " says what the reports must be. Never overwrites a file."
        },
        sortOptions = false)
final class Generate implements Callable<Integer> {

    private static final int MAX_FILES = 100_000;

    /** Sets of files that no other flag changes. */
    enum Preset {
        REFERENCE
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            converter = PresetName.class,
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
            converter = IsoDate.class,
            description = "The first day of the rows (default: ${DEFAULT-VALUE}).")
    private LocalDate start;

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
            converter = PaytypeShares.Text.class,
            description = "The codes and how often they come (default: ${DEFAULT-VALUE}).")
    private PaytypeShares paytypes;

    @Option(
            names = "--jitter",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = DurationText.class,
            description =
                    "How long a row may take to arrive; most take seconds (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration jitter;

    @Option(
            names = "--header",
            paramLabel = "first|every|none",
            defaultValue = "first",
            converter = HeaderText.class,
            description = "Which files begin with a header (default: ${DEFAULT-VALUE}).")
    private HeaderStyle headers;

    @Option(names = "--gzip", description = "Compresses: chunk_aa.csv.gz, ...")
    private boolean gzip;

    @Option(
            names = "--faults",
            paramLabel = "FAULTS",
            converter = Faults.Text.class,
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
            converter = DurationText.class,
            description =
                    "The reports' setting, by which the key tells what is late (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration watermarkDelay;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write to; made if it is missing.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        long startNanos = System.nanoTime();
        WrittenFiles written;
        try {
            written = preset == null ? writeTraffic() : writePreset();
        } catch (UnusableOutputException e) {
            throw refused(e.getMessage());
        }
        PrintWriter printer = spec.commandLine().getOut();
        printer.println(closingLine(written, System.nanoTime() - startNanos));
        key().ifPresent(place -> printer.println("The answer key is in " + place.folder() + "."));
        return CommandLine.ExitCode.OK;
    }

    private WrittenFiles writePreset() throws IOException {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
            String flag = given.longestName();
            if (!flag.equals("--preset") && !flag.equals("--out")) {
                throw refused("--preset and " + flag + " exclude each other: a preset is fixed");
            }
        }
        return switch (preset) {
            case REFERENCE -> ReferenceHour.writeSet(out);
        };
    }

    private WrittenFiles writeTraffic() throws IOException {
        if (!spec.commandLine().getParseResult().hasMatchedOption("--rows")) {
            throw refused("say what to write: --preset reference or --rows N");
        }
        try {
            DailyTraffic traffic = new DailyTraffic(rows, start, days, paytypes, Jitter.of(jitter));
            DailyTraffic.requireWithin("--files", files, Math.min(rows, MAX_FILES));
            Optional<Delivery.KeyPlace> key = key();
            if (key.isPresent()) {
                requireExactKey(traffic);
            }
            return write(
                    traffic,
                    new Delivery.Settings(Cut.evenly(rows, files), headers, gzip, faults, key));
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private WrittenFiles write(DailyTraffic traffic, Delivery.Settings settings)
            throws IOException {
        SeededRandom random = new SeededRandom(seed);
        RowWriter writer = new RowWriter(random.next());
        SeededRandom chance = new SeededRandom(random.next());
        try (Progress progress = Progress.on(spec.commandLine().getErr(), "rows", traffic.rows());
                Delivery delivery = Delivery.into(out, settings, writer, chance, progress)) {
            traffic.deliver(delivery, random);
            WrittenFiles written = delivery.publish();
            warnOfMissingFaults(delivery.faultCounts());
            return written;
        }
    }

    private Optional<Delivery.KeyPlace> key() {
        if (keyFolder == null && faults.doses().isEmpty()) {
            return Optional.empty();
        }
        Path folder =
                keyFolder == null
                        ? out.resolveSibling(
                                out.toAbsolutePath().normalize().getFileName() + "_key")
                        : keyFolder;
        return Optional.of(new Delivery.KeyPlace(folder, watermarkDelay));
    }

    /** The key knows neither the size of a reader's blocks nor today's date. */
    private void requireExactKey(DailyTraffic traffic) {
        Path folder = key().orElseThrow().folder().toAbsolutePath().normalize();
        if (folder.startsWith(out.toAbsolutePath().normalize())) {
            throw refused("--key " + folder + " lies in --out: the reports would read it as input");
        }
        if (jitter.compareTo(watermarkDelay) > 0) {
            throw refused(
                    "--jitter "
                            + jitter.toSeconds()
                            + "s is over --watermark-delay "
                            + watermarkDelay.toSeconds()
                            + "s: which rows are late would be left to chance, and the key wrong");
        }
        if (traffic.end().isAfter(LocalDate.now(ZoneOffset.UTC).plusDays(1))) {
            throw refused(
                    "--start "
                            + start
                            + ": the reports reject rows of the future, which the key does not do");
        }
    }

    private void warnOfMissingFaults(Map<Fault, Delivery.FaultCount> counts) {
        counts.forEach(
                (fault, count) -> {
                    if (count.made() < count.asked()) {
                        spec.commandLine()
                                .getErr()
                                .printf(
                                        Locale.ROOT,
                                        "%s: only %,d of the %,d %s rows asked for were possible%s%n",
                                        spec.qualifiedName(),
                                        count.made(),
                                        count.asked(),
                                        fault.flag(),
                                        fault == Fault.LATE
                                                ? "; more --files make more of them possible"
                                                : "");
                    }
                });
    }

    private String closingLine(WrittenFiles written, long nanos) {
        return String.format(
                Locale.ROOT,
                "Wrote %,d rows in %,d %s (%,d bytes) to %s in %.2f s.",
                written.rows(),
                written.files().size(),
                written.files().size() == 1 ? "file" : "files",
                written.bytes(),
                out,
                nanos / 1e9);
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Reads a preset's name as it is written in the help. */
    static final class PresetName implements ITypeConverter<Preset> {

        @Override
        public Preset convert(String value) {
            if (value.equals("reference")) {
                return Preset.REFERENCE;
            }
            throw new TypeConversionException("'" + value + "' is not a preset: reference is");
        }
    }

    /** Reads a style of headers as it is written in the help. */
    static final class HeaderText implements ITypeConverter<HeaderStyle> {

        @Override
        public HeaderStyle convert(String value) {
            return switch (value) {
                case "first" -> HeaderStyle.FIRST;
                case "every" -> HeaderStyle.EVERY;
                case "none" -> HeaderStyle.NONE;
                default ->
                        throw new TypeConversionException(
                                "'" + value + "' is not first, every or none");
            };
        }
    }

    /** Reads a date such as 2020-09-01. */
    static final class IsoDate implements ITypeConverter<LocalDate> {

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
