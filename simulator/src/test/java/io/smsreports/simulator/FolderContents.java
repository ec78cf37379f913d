package io.smsreports.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Reads back what commands have written into a folder. */
public final class FolderContents {

    private FolderContents() {}

    /** Returns the files' names in order, hidden ones too. */
    public static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns the files' texts, uncompressed and a character a byte, by name. */
    public static SortedMap<String, String> texts(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String name : names(folder)) {
            try (InputStream raw = Files.newInputStream(folder.resolve(name));
                    InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
                texts.put(name, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    /** Returns the lines of all files in name order. */
    public static List<String> lines(Path folder) throws IOException {
        return texts(folder).values().stream().flatMap(String::lines).toList();
    }
}
