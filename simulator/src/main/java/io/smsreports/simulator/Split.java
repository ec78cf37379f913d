package io.smsreports.simulator;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate split}: cuts one file into many, at line ends. */
@Command(
        name = "split",
        description = {
            "Cuts a CSV file, .gz or not, into chunk_aa.csv, chunk_ab.csv, ... of so many lines, as"
                    + " split -l does: a header is a line, and stays in the first file only. Never"
                    + " overwrites a file."
        },
        sortOptions = false)
final class Split implements Callable<Integer> {

    private static final int GZIP_BUFFER_BYTES = 64 * 1024;

    @Spec private CommandSpec spec;

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
    public Integer call() throws IOException {
        if (lines < (repeatHeader ? 2 : 1)) {
            throw refused(
                    "--lines "
                            + lines
                            + ": must be at least "
                            + (repeatHeader ? "2 with --repeat-header" : "1"));
        }
        if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
            throw refused("--input " + input + " is no readable file");
        }
        long startNanos = System.nanoTime();
        try {
            WrittenFiles written = split();
            spec.commandLine().getOut().println(closingLine(written, startNanos));
            return CommandLine.ExitCode.OK;
        } catch (UnusableOutputException e) {
            throw refused(e.getMessage());
        }
    }

    private WrittenFiles split() throws IOException {
        long size = Math.max(1, Files.size(input));
        try (Progress progress = Progress.on(spec.commandLine().getErr(), "bytes", size);
                InputStream text = open(progress);
                FileSet files = FileSet.in(out, gzip)) {
            LineCutter cutter = new LineCutter(files, lines);
            try {
                if (repeatHeader && !cutter.takeHeader(text)) {
                    throw new UnusableOutputException(
                            "--repeat-header: the first line of " + input + " is no header");
                }
                cutter.cut(text);
            } catch (ReadException e) {
                throw new IOException("cannot read " + input + ": " + e.getMessage(), e);
            }
            return files.publish(cutter.lines());
        }
    }

    private InputStream open(Progress progress) throws IOException {
        InputStream raw = new CountedStream(Files.newInputStream(input), progress);
        if (!input.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return new SourceStream(raw);
        }
        try {
            return new SourceStream(new GZIPInputStream(raw, GZIP_BUFFER_BYTES));
        } catch (IOException e) {
            raw.close();
            throw new IOException("cannot read " + input + ": " + e.getMessage(), e);
        }
    }

    private String closingLine(WrittenFiles written, long startNanos) {
        return String.format(
                Locale.ROOT,
                "Cut %,d lines into %,d %s (%,d bytes) in %s in %.2f s.",
                written.rows(),
                written.files().size(),
                written.files().size() == 1 ? "file" : "files",
                written.bytes(),
                out,
                (System.nanoTime() - startNanos) / 1e9);
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Reading failed, not writing. */
    private static final class ReadException extends IOException {

        private static final long serialVersionUID = 1L;

        ReadException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Tells failures of reading from those of writing. */
    private static final class SourceStream extends FilterInputStream {

        SourceStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return in.read(bytes, from, length);
            } catch (IOException e) {
                throw new ReadException(e);
            }
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
        public int read() throws IOException {
            int value = in.read();
            bytes += value < 0 ? 0 : 1;
            return value;
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
