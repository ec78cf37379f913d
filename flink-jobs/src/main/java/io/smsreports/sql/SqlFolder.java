package io.smsreports.sql;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** Where SQL files lie: in a folder of the user's, or in the job's jar. */
final class SqlFolder {

    private static final String PACKAGED = "sql/pipeline/";

    private static final String SUFFIX = ".sql";

    private SqlFolder() {}

    /**
     * The texts of the files of a folder, or of those packaged if there is none, by their names.
     *
     * @throws SmsReportsException if the folder holds no SQL file
     * @throws IOException if the storage fails
     */
    static Map<String, String> texts(Optional<Path> folder) throws IOException {
        return folder.isPresent() ? textsIn(folder.get()) : packagedTexts();
    }

    private static Map<String, String> textsIn(Path folder) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (FileStatus found : StoredFiles.DIRECT.list(folder)) {
            String name = found.getPath().getName();
            if (found.isDir() || !name.endsWith(SUFFIX) || StoredFiles.isHidden(name)) {
                continue;
            }
            try (InputStream in = StoredFiles.DIRECT.open(new Path(folder, name))) {
                texts.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        if (texts.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.SQL_INVALID,
                    "--sql %s holds no SQL file: copy sql/pipeline there, and add files to it."
                            .formatted(PlaceName.shown(folder)));
        }
        return texts;
    }

    /** Lists the folder of classes or the jar that this class is loaded from, whoever loads it. */
    private static Map<String, String> packagedTexts() throws IOException {
        URL folder = SqlFolder.class.getClassLoader().getResource(PACKAGED);
        if (folder == null) {
            throw new IllegalStateException(PACKAGED + " is not in the job's jar");
        }
        if (!folder.getProtocol().equals("jar")) {
            return textsIn(Path.fromLocalFile(new File(URI.create(folder.toString()))));
        }
        JarURLConnection connection = (JarURLConnection) folder.openConnection();
        // A cached jar would be shared with the class loader, and must not be closed.
        connection.setUseCaches(false);
        Map<String, String> texts = new LinkedHashMap<>();
        try (JarFile jar = connection.getJarFile()) {
            for (ZipEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith(PACKAGED) && entry.getName().endsWith(SUFFIX)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        texts.put(
                                new File(entry.getName()).getName(),
                                new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return texts;
    }
}
