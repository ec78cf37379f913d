package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * That the input has ended and every window is published: {@code
 * OUTPUT_BASE/_sms-reports/closed.json}. No streaming run continues a closed output.
 *
 * @param runId the run that closed it
 * @param by what ended the input
 * @param lastDay the last date that has a row, empty if there was no row at all
 * @param checkpoint the checkpoint that holds the end of the input. Its own commit may be under way
 *     when the output is closed
 * @param commitConfirmed that nothing is left to commit; else the next start completes what may be
 */
public record ClosedOutput(
        String runId,
        Instant closedAt,
        By by,
        Optional<LocalDate> lastDay,
        long checkpoint,
        boolean commitConfirmed) {

    private static final String FILE = "closed.json";

    /** What ended the input. */
    public enum By {
        /** The run was started to read what was there. */
        STOP_AT_END("stop-at-end"),
        /** The user drained the job. */
        DRAIN("drain");

        private final String label;

        By(String label) {
            this.label = label;
        }

        /** Its name in closed.json and to users. */
        @JsonValue
        public String label() {
            return label;
        }

        @JsonCreator
        static By ofLabel(String label) {
            return Arrays.stream(values())
                    .filter(by -> by.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown end: " + label));
        }
    }

    /** One whose last commit may be under way. */
    ClosedOutput(
            String runId, Instant closedAt, By by, Optional<LocalDate> lastDay, long checkpoint) {
        this(runId, closedAt, by, lastDay, checkpoint, false);
    }

    public ClosedOutput {
        requireNonNull(runId, "runId");
        requireNonNull(closedAt, "closedAt");
        requireNonNull(by, "by");
        requireNonNull(lastDay, "lastDay");
    }

    /**
     * How the output was closed, if it was.
     *
     * @throws SmsReportsException if the file is there but cannot be understood
     */
    public static Optional<ClosedOutput> read(Path outputBase) throws IOException {
        return JsonFile.read(StoredFiles.DIRECT, fileIn(outputBase), ClosedOutput.class);
    }

    /**
     * Notes that nothing is left to commit. To be called when the job that closed the output has
     * ended well, or another one has restored what it left.
     */
    public void confirmCommit(Path outputBase) throws IOException {
        new ClosedOutput(runId, closedAt, by, lastDay, checkpoint, true).write(outputBase);
    }

    /** Closes the output. To be called when a checkpoint with the end of the input is complete. */
    public void write(Path outputBase) throws IOException {
        JsonFile.write(StoredFiles.DIRECT, fileIn(outputBase), this);
    }

    static Path fileIn(Path outputBase) {
        return OutputFolders.runFile(outputBase, FILE);
    }
}
