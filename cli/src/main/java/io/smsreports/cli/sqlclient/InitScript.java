package io.smsreports.cli.sqlclient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The statements that set the SQL client up: {@code sql/client/init.sql} with the places filled in.
 * Flink's client knows no variables, so they are filled in as text.
 */
public final class InitScript {

    private final String text;

    private InitScript(String text) {
        this.text = text;
    }

    /**
     * Reads the script and fills in where the tables lie.
     *
     * @param script {@code sql/client/init.sql}
     */
    public static InitScript read(
            Path script,
            org.apache.flink.core.fs.Path output,
            org.apache.flink.core.fs.Path input,
            org.apache.flink.core.fs.Path reference)
            throws IOException {
        Map<String, org.apache.flink.core.fs.Path> places = new LinkedHashMap<>();
        places.put("${output}", output);
        places.put("${input}", input);
        places.put("${reference}", reference);
        return new InitScript(filledIn(Files.readString(script), places));
    }

    static String filledIn(String script, Map<String, org.apache.flink.core.fs.Path> places) {
        String text = script;
        for (Map.Entry<String, org.apache.flink.core.fs.Path> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue().toString().replace("'", "''"));
        }
        return text;
    }

    /** Writes it for the client. */
    void writeTo(Path file) throws IOException {
        Files.writeString(file, text);
    }
}
