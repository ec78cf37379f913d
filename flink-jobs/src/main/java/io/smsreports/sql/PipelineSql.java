package io.smsreports.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;

/**
 * The SQL files that define the reports: packaged from {@code sql/pipeline}, run in the order of
 * their numbers, the same text in streaming and in batch. {@code ${name}} stands for a setting.
 */
public final class PipelineSql {

    private static final String FOLDER = "/sql/pipeline/";

    /** The files in their order. */
    private static final List<String> FILES =
            List.of(
                    "10_paytypes.sql",
                    "20_revenue_windows.sql",
                    "30_revenue_15min.sql",
                    "40_minmax_15min.sql",
                    "50_count_revenue_15min.sql",
                    "60_daily_revenue.sql");

    /** Needs {@code late_slices}, which only a streaming job has. */
    private static final String LATE_FILE = "70_late_revenue.sql";

    /** A statement ends with a semicolon at the end of a line. */
    private static final Pattern STATEMENT_END = Pattern.compile(";[ \\t]*(\\R|\\z)");

    /** A comment on lines of its own, as all of ours are. */
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    /** Enough to tell texts apart, and short to read in a refusal. */
    private static final int FINGERPRINT_BYTES = 6;

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z-]+)}");

    private final Map<String, String> variables;

    /**
     * @param variables what {@code ${name}} stands for; quoted text in the files may contain it
     */
    public PipelineSql(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** Defines tables and views, and collects the reports' INSERT statements. */
    public StatementSet reports(TableEnvironment tables, boolean streaming) {
        StatementSet inserts = tables.createStatementSet();
        List<String> files = new ArrayList<>(FILES);
        if (streaming) {
            files.add(LATE_FILE);
        }
        for (String file : files) {
            for (String statement : statements(file)) {
                if (isInsert(statement)) {
                    inserts.addInsertSql(statement);
                    continue;
                }
                tables.executeSql(statement);
            }
        }
        return inserts;
    }

    private static boolean isInsert(String statement) {
        return statement.lines().anyMatch(line -> line.startsWith("INSERT INTO "));
    }

    private List<String> statements(String file) {
        List<String> statements = new ArrayList<>();
        for (String statement : STATEMENT_END.splitAsStream(text(file)).toList()) {
            if (!statement.isBlank()) {
                statements.add(substitute(statement, file));
            }
        }
        return statements;
    }

    private String substitute(String statement, String file) {
        return VARIABLE.matcher(statement)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), file)));
    }

    private String value(String name, String file) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("No value for ${" + name + "} in " + file);
        }
        // Inside a quoted text a quote is written twice.
        return value.replace("'", "''");
    }

    /**
     * What tells this definition of the reports from another one: a hash of all files without their
     * comments and layout. A run keeps it, since its state is that of these reports.
     */
    public static String fingerprint() {
        StringBuilder text = new StringBuilder();
        for (String file : FILES) {
            text.append(text(file)).append('\n');
        }
        text.append(text(LATE_FILE));
        String essence = COMMENT.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(essence.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    private static String text(String file) {
        try (InputStream in = PipelineSql.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + file + " is not in the job's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(FOLDER + file, e);
        }
    }
}
