package io.smsreports.simulator.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What was written.
 *
 * @param files in name order, which is the order of their modification times and of their rows
 * @param rows without the header
 * @param bytes of all files, header included
 */
public record WrittenFiles(List<Path> files, long rows, long bytes) {

    public WrittenFiles {
        files = List.copyOf(files);
    }

    /** Returns number and size, as {@code 3 files (48 bytes)}. */
    public String summary() {
        String unit = files.size() == 1 ? "file" : "files";
        return String.format(Locale.ROOT, "%,d %s (%,d bytes)", files.size(), unit, bytes);
    }
}
