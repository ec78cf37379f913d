package io.smsreports.integration.process;

import io.smsreports.integration.ReferenceInput;
import io.smsreports.testing.Eventually;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The home folder of commands under test, with the default places below it.
 *
 * @param folder what commands take for their home
 */
record Home(Path folder) {

    /** A home with the usual reference and nothing else. */
    static Home in(Path folder) throws IOException {
        Path reference = folder.resolve("data/REF_map/ref.csv");
        Files.createDirectories(reference.getParent());
        Files.writeString(reference, ReferenceInput.PAYTYPES);
        return new Home(folder);
    }

    /** Puts a file into the watched folder, whole at once. */
    void deliver(String name, String rows) throws IOException {
        Path input = Files.createDirectories(folder.resolve("data/REF_SMS_streaming"));
        Path hidden = Files.writeString(input.resolve("." + name), rows);
        Files.move(hidden, input.resolve(name));
    }

    /** Where reports go by default. */
    org.apache.flink.core.fs.Path output() {
        return org.apache.flink.core.fs.Path.fromLocalFile(folder.resolve("data/output").toFile());
    }

    /** Waits until a file below the home folder says something. */
    void awaitFile(String name, String content) throws Exception {
        Path file = folder.resolve(name);
        Eventually.await(
                name + " says " + content,
                () -> Files.exists(file) && Files.readString(file).contains(content));
    }

    /** The rows of all CSV files below a folder in the home folder, without their headers. */
    List<String> rows(String name) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : FilesInMotion.below(folder.resolve(name))) {
            if (file.getFileName().toString().matches("[^.].*\\.csv")) {
                List<String> lines = Files.readAllLines(file);
                rows.addAll(lines.subList(1, lines.size()));
            }
        }
        return rows;
    }

    /** The names in a folder in the home folder; none if there is no such folder. */
    List<String> children(String name) throws IOException {
        Path parent = folder.resolve(name);
        if (!Files.exists(parent)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(parent)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
