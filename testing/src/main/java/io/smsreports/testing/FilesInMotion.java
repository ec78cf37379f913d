package io.smsreports.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lists a folder that a running job writes to, where names come and go. */
public final class FilesInMotion {

    private FilesInMotion() {}

    /** All files below a folder, in order; it is listed anew when one vanishes on the way. */
    public static List<Path> below(Path folder) throws IOException {
        while (Files.exists(folder)) {
            try (Stream<Path> found = Files.walk(folder)) {
                return found.filter(Files::isRegularFile).sorted().toList();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            }
        }
        return List.of();
    }
}
