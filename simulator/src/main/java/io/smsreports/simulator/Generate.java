package io.smsreports.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code simulate generate}: reads the flags, has the files written, says what was written. */
@Command(
        name = "generate",
        description = {
            "Writes files chunk_aa.csv, chunk_ab.csv, ... in event-time order with up to 5 minutes"
                    + " of jitter, the header in the first only: either a preset, or any number of"
                    + " rows for benchmarks. Never overwrites a file."
        },
        sortOptions = false)
final class Generate implements Callable<Integer> {

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
            written = write();
        } catch (UnusableOutputException e) {
            throw refused(e.getMessage());
        }
        spec.commandLine().getOut().println(closingLine(written, System.nanoTime() - startNanos));
        return CommandLine.ExitCode.OK;
    }

    private WrittenFiles write() throws IOException {
        ParseResult given = spec.commandLine().getParseResult();
        if (preset == null) {
            if (!given.hasMatchedOption("--rows")) {
                throw refused("say what to write: --preset reference or --rows N");
            }
            return traffic().write(out);
        }
        for (String flag : new String[] {"--rows", "--files", "--start", "--days", "--seed"}) {
            if (given.hasMatchedOption(flag)) {
                throw refused("--preset and " + flag + " exclude each other: a preset is fixed");
            }
        }
        return switch (preset) {
            case REFERENCE -> ReferenceHour.writeSet(out);
        };
    }

    private SteadyTraffic traffic() {
        try {
            return new SteadyTraffic(rows, files, start, days, seed);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
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
