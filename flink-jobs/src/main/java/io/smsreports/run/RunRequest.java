package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.ReportCatalogue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.fs.Path;

/**
 * What the user asks for. Texts are compared as they are: a caller that knows two spellings of the
 * same place ({@code s3a://} and {@code s3://}) passes one of them.
 *
 * @param input the folder to read
 * @param reference the reference table
 * @param output OUTPUT_BASE
 * @param checkpoints CHECKPOINT_BASE, below which every run has a folder of its own
 * @param settings the settings that change results, by name, in the order to name them to users
 * @param reports what it is to write
 * @param resume where a streaming run may begin
 * @param fence how the output is kept for one owner
 * @param overwrite whether a batch may replace the dates that it computes
 */
public record RunRequest(
        RunMode mode,
        String input,
        String reference,
        String output,
        String checkpoints,
        Map<String, String> settings,
        ReportCatalogue reports,
        Resume resume,
        Fence fence,
        boolean overwrite) {

    public RunRequest {
        requireNonNull(mode, "mode");
        requireNonNull(input, "input");
        requireNonNull(reference, "reference");
        requireNonNull(output, "output");
        requireNonNull(checkpoints, "checkpoints");
        requireNonNull(reports, "reports");
        requireNonNull(resume, "resume");
        requireNonNull(fence, "fence");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    Path outputBase() {
        return new Path(output);
    }

    String checkpointsOf(String runId) {
        return new Path(checkpoints, runId).toString();
    }
}
