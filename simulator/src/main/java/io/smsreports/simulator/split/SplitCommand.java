package io.smsreports.simulator.split;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.Progress;
import io.smsreports.simulator.command.SimulatorCommand;
import io.smsreports.simulator.files.FileSet;
import io.smsreports.simulator.files.WrittenFiles;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulate split}: cuts one file into many, at line ends. */
@Command(
        name = "split",
        description = {
            "Cuts a CSV file, .gz or not, into chunk_aa.csv, chunk_ab.csv, ... of so many lines, as"
                    + " split -l does: a header is a line, and stays in the first file only. Never"
                    + " overwrites a file."
        },
        sortOptions = false)
public final class SplitCommand extends SimulatorCommand {

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "The file to cut; it stays as it is.")
    private Path input;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "50000",
            description = "The most lines that a file gets (default: ${DEFAULT-VALUE}).")
    private long lines;

    @Option(
            names = "--repeat-header",
            description = "Begins every file with the header, which counts as one of its lines.")
    private boolean repeatHeader;

    @Option(names = "--gzip", description = "Compresses: chunk_aa.csv.gz, ...")
    private boolean gzip;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write to; made if it is missing.")
    private Path out;

    @Override
    protected void run() throws IOException {
        if (lines < (repeatHeader ? 2 : 1)) {
            throw refused(
                    "--lines %s: must be at least %s",
                    lines, (repeatHeader ? "2 with --repeat-header" : "1"));
        }
        if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
            throw refused("--input %s is no readable file", input);
        }
        long size = Math.max(1, Files.size(input));
        try (Progress progress = progress("bytes", size);
                InputStream stored = new CountedStream(Files.newInputStream(input), progress);
                FileSet files = new FileSet(out, gzip)) {
            LineSplitter splitter = new LineSplitter(input, stored, files, lines);
            if (repeatHeader) {
                splitter.repeatHeader();
            }
            splitter.split();
            WrittenFiles written = files.publish(splitter.lines());
            print(
                    "Cut %,d lines into %s in %s in %s.",
                    written.rows(), written.summary(), out, elapsed());
        }
    }

    /** Shows on the progress bar how much was read. */
    private static final class CountedStream extends FilterInputStream {

        private final Progress progress;
        private long bytes;

        CountedStream(InputStream in, Progress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = in.read(target, from, length);
            bytes += Math.max(read, 0);
            progress.at(bytes);
            return read;
        }
    }
}
