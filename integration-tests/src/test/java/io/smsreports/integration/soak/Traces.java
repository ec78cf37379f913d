package io.smsreports.integration.soak;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a job leaves on the disk while it works, its own or that of the store's server: by the names
 * that come one knows what it is doing at that moment.
 *
 * @param roots need not be there yet
 */
record Traces(List<Path> roots) {

    /** All names, of files and folders. */
    Set<String> names() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path root : roots) {
            if (Files.exists(root)) {
                Files.walkFileTree(root, new Collector(names));
            }
        }
        return names;
    }

    /** A name of that form that was not there before. */
    Optional<String> newName(Pattern form, Set<String> before) throws IOException {
        return names().stream()
                .filter(name -> form.matcher(name).matches() && !before.contains(name))
                .findFirst();
    }

    /** Names vanish while one looks. */
    private static final class Collector extends SimpleFileVisitor<Path> {

        private final Set<String> names;

        Collector(Set<String> names) {
            this.names = names;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            names.add(folder.toString());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            names.add(file.toString());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
