package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
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
 */
public record ClosedOutput(String runId, Instant closedAt, By by, Optional<LocalDate> lastDay) {

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

    public ClosedOutput {
        requireNonNull(runId, "runId");
        requireNonNull(closedAt, "closedAt");
        requireNonNull(by, "by");
        requireNonNull(lastDay, "lastDay");
    }

    /**
     * How the output was closed, if it was.
     *
     * @throws DamagedFileException if the file is there but cannot be understood
     */
    public static Optional<ClosedOutput> read(Path outputBase) throws IOException {
        return JsonFile.read(
                RunFiles.DIRECT, OutputFolders.runFile(outputBase, FILE), ClosedOutput.class);
    }

    /**
     * Closes the output. To be called when the last window's files are committed and not before: a
     * job that dies between the two could not be resumed.
     */
    public void write(Path outputBase) throws IOException {
        JsonFile.write(RunFiles.DIRECT, OutputFolders.runFile(outputBase, FILE), this);
    }
}
