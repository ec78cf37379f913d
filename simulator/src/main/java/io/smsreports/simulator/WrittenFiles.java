package io.smsreports.simulator;

import java.nio.file.Path;
import java.util.List;

/**
 * What was written.
 *
 * @param files in name order, which is the order of their modification times and of their rows
 * @param rows without the header
 * @param bytes of all files, header included
 */
record WrittenFiles(List<Path> files, long rows, long bytes) {

    WrittenFiles {
        files = List.copyOf(files);
    }
}
