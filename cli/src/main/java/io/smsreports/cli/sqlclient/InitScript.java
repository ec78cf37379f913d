package io.smsreports.cli.sqlclient;

import io.smsreports.model.ReportCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The statements that set the SQL client up: {@code sql/client/init.sql} with the tables of the
 * reports and the places filled in. Flink's client has no variables, so they are filled in as text.
 */
public final class InitScript {

    private static final String SCRIPT = "/sql/client/init.sql";

    /** A line of its own in the script. */
    private static final String REPORTS = "${reports}\n";

    private final String text;

    private InitScript(String text) {
        this.text = text;
    }

    /**
     * Fills in what the tables are and where they lie.
     *
     * @param reports the reports of the output
     */
    public static InitScript of(
            ReportCatalogue reports,
            org.apache.flink.core.fs.Path output,
            org.apache.flink.core.fs.Path input,
            org.apache.flink.core.fs.Path reference)
            throws IOException {
        Map<String, org.apache.flink.core.fs.Path> places = new LinkedHashMap<>();
        places.put("${output}", output);
        places.put("${input}", input);
        places.put("${reference}", reference);
        return new InitScript(filledIn(script(reports), places));
    }

    private static String script(ReportCatalogue reports) throws IOException {
        try (InputStream in = InitScript.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(REPORTS, ReportTables.of(reports));
        }
    }

    private static String filledIn(
            String script, Map<String, org.apache.flink.core.fs.Path> places) {
        String text = script;
        for (Map.Entry<String, org.apache.flink.core.fs.Path> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue().toString().replace("'", "''"));
        }
        return text;
    }

    /** The statements. */
    public String text() {
        return text;
    }

    /** Writes it for the client. */
    void writeTo(Path file) throws IOException {
        Files.writeString(file, text);
    }
}
