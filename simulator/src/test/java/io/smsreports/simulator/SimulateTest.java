package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {

    private static final String GENERATE = "./sms-reports simulate generate: ";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private String target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("set").toString();
    }

    @Test
    void writesTheReferenceHour() {
        assertThat(run("generate", "--preset", "reference", "--out", target)).isZero();

        assertThat(printed())
                .isEqualTo(
                        "Wrote 749,413 rows in 15 files (75,366,199 bytes) to "
                                + target
                                + " in ? s.\n");
        assertThat(err.toString()).isEmpty();
        assertThat(folder.resolve("set/chunk_ao.csv")).exists();
    }

    @Test
    void writesAnyNumberOfRows() throws IOException {
        assertThat(
                        run(
                                "generate",
                                "--rows=1000",
                                "--files=2",
                                "--start=2021-02-28",
                                "--days=2",
                                "--seed=9",
                                "--out",
                                target))
                .isZero();

        long bytes =
                Files.size(folder.resolve("set/chunk_aa.csv"))
                        + Files.size(folder.resolve("set/chunk_ab.csv"));
        assertThat(printed())
                .isEqualTo(
                        String.format(
                                "Wrote 1,000 rows in 2 files (%d,%03d bytes) to %s in ? s.\n",
                                bytes / 1000, bytes % 1000, target));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void writesOneFileByDefault() {
        assertThat(run("generate", "--rows=1", "--out", target)).isZero();

        assertThat(printed()).startsWith("Wrote 1 rows in 1 file (");
    }

    @Test
    void refusesToOverwrite() throws IOException {
        Files.createDirectory(folder.resolve("set"));
        Path taken = Files.writeString(folder.resolve("set/chunk_ac.csv"), "mine\n");

        assertRefused(
                taken + " exists: nothing is overwritten; remove it or choose another --out",
                "--preset=reference",
                "--out",
                target);
        assertThat(taken).hasContent("mine\n");
        try (var entries = Files.list(folder.resolve("set"))) {
            assertThat(entries).containsExactly(taken);
        }
    }

    @Test
    void refusesAnOutThatIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertRefused(
                "cannot make the folder " + file + "/set",
                "--preset=reference",
                "--out",
                file + "/set");
        assertRefused(
                "cannot make the folder " + file, "--preset=reference", "--out", file.toString());
    }

    @Test
    void refusesBadFlags() {
        assertRefused("Unknown option: '--row=5'", "--row=5", "--out", target);
        assertRefused("Missing required option: '--out=DIR'", "--rows=5");
        assertRefused("say what to write: --preset reference or --rows N", "--out", target);
        assertRefused(
                "Invalid value for option '--preset': 'x' is not a preset: reference is",
                "--preset=x",
                "--out",
                target);
        assertRefused(
                "--preset and --seed exclude each other: a preset is fixed",
                "--preset=reference",
                "--seed=2",
                "--out",
                target);
        assertRefused(
                "Invalid value for option '--start': '2020-02-30' is not a date like 2020-09-01",
                "--rows=5",
                "--start=2020-02-30",
                "--out",
                target);
        assertRefused(
                "Invalid value for option '--rows': 'many' is not a long",
                "--rows=many",
                "--out",
                target);
        assertRefused("--files 6: must be 1 to 5", "--rows=5", "--files=6", "--out", target);
        assertThat(folder.resolve("set")).doesNotExist();
    }

    @Test
    void asksForASubcommand() {
        assertThat(run()).isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo("./sms-reports simulate: Missing required subcommand\n");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        """
                        Usage: ./sms-reports simulate [-h] [COMMAND]
                        Makes, cuts and delivers files of charged SMS to try the reports with.
                          -h, --help   Show this help and exit.
                        Commands:
                          generate   Writes files chunk_aa.csv, chunk_ab.csv, ... of charged SMS in the
                                       order of their arrival: either a preset, or any number of rows,
                                       few at night and most in the evening. With --faults, also what
                                       can go wrong, and an answer key that says what the reports must
                                       be. Never overwrites a file.
                          split      Cuts a CSV file, .gz or not, into chunk_aa.csv, chunk_ab.csv, ...
                                       of so many lines, as split -l does: a header is a line, and
                                       stays in the first file only. Never overwrites a file.
                          replay     Copies the *.csv and *.csv.gz of a folder to the watched place, a
                                       few at a time, each there whole or not at all. The sources stay
                                       as they are; a name that is there already is skipped. Ctrl-C
                                       ends it well at any time.
                          reference  Turns a workbook of paytypes into ref.csv: its first sheet, a
                                       header, the code in column A and its label in column B. Never
                                       overwrites a file.
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void explainsGenerate() {
        assertThat(run("generate", "--help")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        """
                        Usage: ./sms-reports simulate generate [-h] [--gzip] [--days=D]
                                                               [--faults=FAULTS] [--files=F]
                                                               [--header=first|every|none]
                                                               [--jitter=DURATION] [--key=DIR]
                                                               --out=DIR [--paytypes=SHARES]
                                                               [--preset=NAME] [--rows=N] [--seed=S]
                                                               [--start=DATE]
                                                               [--watermark-delay=DURATION]
                        Writes files chunk_aa.csv, chunk_ab.csv, ... of charged SMS in the order of
                        their arrival: either a preset, or any number of rows, few at night and most in
                        the evening. With --faults, also what can go wrong, and an answer key that says
                        what the reports must be. Never overwrites a file.
                              --preset=NAME       reference: 749,413 rows of 2020-08-30 00:00 to 01:00
                                                    in 15 files whose reports equal the published ones.
                              --rows=N            How many rows to write.
                              --files=F           How many files of equal row counts (default: 1).
                              --start=DATE        The first day of the rows (default: 2020-09-01).
                              --days=D            How many days the rows spread over (default: 1).
                              --seed=S            The same seed writes the same bytes (default: 1).
                              --paytypes=SHARES   The codes and how often they come (default: 0:0.72,1:
                                                    0.28).
                              --jitter=DURATION   How long a row may take to arrive; most take seconds
                                                    (default: 5m).
                              --header=first|every|none
                                                  Which files begin with a header (default: first).
                              --gzip              Compresses: chunk_aa.csv.gz, ...
                              --faults=FAULTS     What is to go wrong, as in late=0.5%,future=3; all is
                                                    some of everything. Of files: duplicate-file,
                                                    truncated-file, missing-file, mixed-header. Of
                                                    rows: late, with the delay as in late=0.5%:20m..3h,
                                                    future, malformed, too-long, duplicate-row,
                                                    unknown-paytype, and, harmless, odd-row and
                                                    blank-line.
                              --key=DIR           The folder for the answer key, outside of --out
                                                    (default: with --faults, DIR_key beside --out; else
                                                    none).
                              --watermark-delay=DURATION
                                                  The reports' setting, by which the key tells what is
                                                    late (default: 10m).
                              --out=DIR           The folder to write to; made if it is missing.
                          -h, --help              Show this help and exit.
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void explainsSplit() {
        assertThat(run("split", "--help")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        """
                        Usage: ./sms-reports simulate split [-h] [--gzip] [--repeat-header]
                                                            --input=FILE [--lines=N] --out=DIR
                        Cuts a CSV file, .gz or not, into chunk_aa.csv, chunk_ab.csv, ... of so many
                        lines, as split -l does: a header is a line, and stays in the first file only.
                        Never overwrites a file.
                              --input=FILE      The file to cut; it stays as it is.
                              --lines=N         The most lines that a file gets (default: 50000).
                              --repeat-header   Begins every file with the header, which counts as one
                                                  of its lines.
                              --gzip            Compresses: chunk_aa.csv.gz, ...
                              --out=DIR         The folder to write to; made if it is missing.
                          -h, --help            Show this help and exit.
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void explainsReplay() {
        assertThat(run("replay", "--help")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        """
                        Usage: ./sms-reports simulate replay [-h] [--clear] [--loop] [--unique-names]
                                                             [--files-per-batch=N] [--from=DIR]
                                                             [--interval=DURATION]
                                                             [--order=name|shuffle] [--seed=S]
                                                             [--speed=FACTOR] [--to=PLACE]
                        Copies the *.csv and *.csv.gz of a folder to the watched place, a few at a
                        time, each there whole or not at all. The sources stay as they are; a name that
                        is there already is skipped. Ctrl-C ends it well at any time.
                              --from=DIR             The folder of the sources (default: data/REF_SMS).
                              --to=PLACE             The watched place: a folder, made if it is
                                                       missing, or s3://BUCKET/PREFIX, found through
                                                       MINIO_ENDPOINT, MINIO_ACCESS and MINIO_SECRET
                                                       (default: data/REF_SMS_streaming).
                              --interval=DURATION    The pause between two batches (COPY_INTERVAL;
                                                       default: 30s).
                              --files-per-batch=N    How many files come at a time (FILES_PER_BATCH;
                                                       default: 1).
                              --speed=FACTOR         Instead of an interval: the pauses that the files'
                                                       event times had, so many times as fast, such as
                                                       60x.
                              --order=name|shuffle   The order of the files (default: name).
                              --seed=S               The same seed shuffles the same way (default: 1).
                              --unique-names         Delivers as data_<yyyyMMdd_HHmmss>_<8 hex>.csv,
                                                       never skipping any.
                              --loop                 Begins anew after the last file, for ever; needs
                                                       --unique-names.
                              --clear                First deletes the *.csv and *.csv.gz at the
                                                       watched place.
                          -h, --help                 Show this help and exit.
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void explainsReference() {
        assertThat(run("reference", "--help")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        """
                        Usage: ./sms-reports simulate reference [-h] --out=FILE --xlsx=FILE
                        Turns a workbook of paytypes into ref.csv: its first sheet, a header, the code
                        in column A and its label in column B. Never overwrites a file.
                              --xlsx=FILE   The workbook; it stays as it is.
                              --out=FILE    The file to write, such as data/REF_map/ref.csv.
                          -h, --help        Show this help and exit.
                        """);
        assertThat(err.toString()).isEmpty();
    }

    private void assertRefused(String message, String... flags) {
        err.getBuffer().setLength(0);
        String[] args = new String[flags.length + 1];
        args[0] = "generate";
        System.arraycopy(flags, 0, args, 1, flags.length);

        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(GENERATE + message + "\n");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... args) {
        return Simulate.run(new PrintWriter(out, true), new PrintWriter(err, true), Map.of(), args);
    }

    /** What went to stdout, with the seconds, which differ from run to run, as {@code ?}. */
    private String printed() {
        return out.toString().replaceFirst("in \\d+\\.\\d\\d s\\.", "in ? s.");
    }
}
