package io.smsreports.sql;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sink.ReportColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the declaration of a report's table, strictly: what Flink would take in another sense, or
 * what nobody could find afterwards, is refused.
 *
 * <pre>{@code
 * CREATE TEMPORARY TABLE daily_revenue (
 *   `date`        STRING,
 *   daily_revenue DECIMAL(38, 6),
 *   dt            STRING,
 *   PRIMARY KEY (`date`) NOT ENFORCED
 * ) PARTITIONED BY (dt) WITH (
 *   'connector'     = 'report-csv',
 *   'path'          = '${output}/daily_revenue',
 *   'file-prefix'   = 'daily_revenue-${run}',
 *   'log-published' = '${log-published}'
 * )
 * }</pre>
 */
final class ReportDeclaration {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private static final Set<String> SCALED =
            Set.of("DECIMAL", "CHAR", "VARCHAR", "TIMESTAMP", "TIMESTAMP_LTZ");

    /** Flink makes key columns NOT NULL, and a row without a paytype has none. */
    private static final Pattern KEY_CLAUSE =
            Pattern.compile(
                    ",(?:\\s|--[^\\n]*\\n)*PRIMARY\\s+KEY\\s*\\([^)]*\\)\\s*NOT\\s+ENFORCED\\b",
                    Pattern.CASE_INSENSITIVE);

    private final SqlStatement statement;
    private final List<String> words;
    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private final List<String> key = new ArrayList<>();
    private int at;

    private ReportDeclaration(SqlStatement statement) {
        this.statement = statement;
        this.words = statement.words();
        this.name = SqlStatement.name(words.get(3));
    }

    /** Whether a {@code CREATE TEMPORARY TABLE} declares a report. */
    static boolean isReport(SqlStatement statement) {
        return options(statement).getOrDefault("connector", "").equals(ReportCsvFactory.CONNECTOR);
    }

    /**
     * The report that a statement declares.
     *
     * @param streamingOnly whether its file reads what came late
     * @throws SmsReportsException if it cannot be a report
     */
    static ReportDefinition read(SqlStatement statement, boolean streamingOnly)
            throws SmsReportsException {
        ReportDeclaration table = new ReportDeclaration(statement);
        table.requireName();
        table.readColumns();
        table.requirePartition();
        table.requireKey();
        table.requireFigures();
        table.requireOptions();
        return new ReportDefinition(
                table.name,
                table.columns.subList(0, table.columns.size() - 1),
                table.key,
                streamingOnly);
    }

    /**
     * The statement for Flink, without its key: that is for the catalogue. With it Flink would
     * refuse every row that has an empty field in the key.
     */
    static String forFlink(SqlStatement statement) {
        return KEY_CLAUSE.matcher(statement.text()).replaceFirst("");
    }

    private void requireName() throws SmsReportsException {
        if (!NAME.matcher(name).matches() || AuditFolders.ALL.contains(name)) {
            throw problem(
                    "is no name for a report: use small letters, digits and underscores, and none"
                            + " of "
                            + String.join(", ", AuditFolders.ALL.stream().sorted().toList()));
        }
    }

    private void readColumns() throws SmsReportsException {
        at = 4;
        require("(");
        while (true) {
            if (isAt("PRIMARY")) {
                readKey();
            } else {
                columns.add(column());
            }
            if (!isAt(",")) {
                break;
            }
            at++;
        }
        require(")");
    }

    private Column column() throws SmsReportsException {
        if (isAt(")")) {
            throw problem("has a comma behind its last column: remove it");
        }
        String columnName = SqlStatement.name(next());
        String type = next().toUpperCase(Locale.ROOT);
        List<String> parameters = new ArrayList<>();
        if (isAt("(")) {
            at++;
            while (!isAt(")")) {
                if (!isAt(",")) {
                    parameters.add(words.get(at));
                }
                next();
            }
            at++;
        }
        if (isAt("NOT") && at + 1 < words.size() && words.get(at + 1).equalsIgnoreCase("NULL")) {
            at += 2;
        }
        if (!isAt(",") && !isAt(")")) {
            throw problem(
                    "declares the column "
                            + columnName
                            + " with more than a name and a type: write such as revenue DECIMAL(38, 6)");
        }
        requireType(columnName, type, parameters);
        return new Column(
                columnName,
                parameters.isEmpty() ? type : type + "(" + String.join(", ", parameters) + ")");
    }

    private void requireType(String columnName, String type, List<String> parameters)
            throws SmsReportsException {
        boolean supported =
                switch (type) {
                    case "STRING", "INT", "BIGINT", "DATE" -> parameters.isEmpty();
                    default -> SCALED.contains(type) && !parameters.isEmpty();
                };
        if (!supported) {
            throw problem(
                    "has a column "
                            + columnName
                            + " of the type "
                            + type
                            + ": cast it to one of "
                            + ReportColumn.SUPPORTED_TYPES
                            + ", written with their sizes");
        }
    }

    private void readKey() throws SmsReportsException {
        require("PRIMARY");
        require("KEY");
        require("(");
        while (!isAt(")")) {
            if (!isAt(",")) {
                key.add(SqlStatement.name(words.get(at)));
            }
            next();
        }
        at++;
        require("NOT");
        require("ENFORCED");
    }

    private void requirePartition() throws SmsReportsException {
        Column last = columns.get(columns.size() - 1);
        boolean valid =
                last.equals(new Column(ReportDefinition.PARTITION, "STRING"))
                        && isAt("PARTITIONED")
                        && String.join(" ", words.subList(at, Math.min(at + 5, words.size())))
                                .equalsIgnoreCase("PARTITIONED BY ( dt )");
        if (!valid) {
            throw problem(
                    "has no date to lie under: declare dt STRING as the last column, and PARTITIONED"
                            + " BY (dt)");
        }
        at += 5;
    }

    private void requireKey() throws SmsReportsException {
        if (key.isEmpty() || !KEY_CLAUSE.matcher(statement.text()).find()) {
            throw problem(
                    "has no key: declare the columns that tell one row from another as PRIMARY KEY"
                            + " (…) NOT ENFORCED, after dt");
        }
        List<String> names = columns.stream().map(Column::name).toList();
        for (String column : key) {
            if (!names.contains(column) || column.equals(ReportDefinition.PARTITION)) {
                throw problem(
                        "has the key column "
                                + column
                                + ", which is none of its own columns: name some of "
                                + String.join(", ", names.subList(0, names.size() - 1)));
            }
        }
        if (Set.copyOf(names).size() < names.size()) {
            throw problem("has two columns of one name: call them differently");
        }
    }

    private void requireFigures() throws SmsReportsException {
        for (Column column : columns.subList(0, columns.size() - 1)) {
            if (!key.contains(column.name()) && !column.holdsNumbers()) {
                throw problem(
                        "has the column "
                                + column.name()
                                + " "
                                + column.type()
                                + ", which is no number, as figures are: take it into the PRIMARY KEY");
            }
        }
        if (key.size() >= columns.size() - 1) {
            throw problem("has no figure: leave a number out of the PRIMARY KEY");
        }
    }

    private void requireOptions() throws SmsReportsException {
        Map<String, String> options = options(statement);
        requireOption(options, ReportCsvFactory.PATH.key(), "${output}/" + name);
        requireOption(options, ReportCsvFactory.FILE_PREFIX.key(), name + "-${run}");
    }

    private void requireOption(Map<String, String> options, String option, String value)
            throws SmsReportsException {
        String found = options.get(option);
        if (!value.equals(found)) {
            throw problem(
                    (found == null
                                    ? "does not set '" + option + "'"
                                    : "sets '" + option + "' to '" + found + "'")
                            + ": a report lies in its own folder of the output, so write '"
                            + option
                            + "' = '"
                            + value
                            + "'");
        }
    }

    /** What follows WITH. */
    private static Map<String, String> options(SqlStatement statement) {
        List<String> words = statement.words();
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = words.size() - 1; i >= 2 && !words.get(i).equalsIgnoreCase("WITH"); i--) {
            if (words.get(i - 1).equals("=")
                    && words.get(i).startsWith("'")
                    && words.get(i - 2).startsWith("'")) {
                options.put(
                        SqlStatement.unquoted(words.get(i - 2)),
                        SqlStatement.unquoted(words.get(i)));
            }
        }
        return options;
    }

    private boolean isAt(String word) {
        return at < words.size() && words.get(at).equalsIgnoreCase(word);
    }

    private String next() throws SmsReportsException {
        if (at >= words.size()) {
            throw problem("ends in the middle of its columns: close the bracket");
        }
        return words.get(at++);
    }

    private void require(String word) throws SmsReportsException {
        if (!isAt(word)) {
            throw problem(
                    "has "
                            + (at < words.size() ? words.get(at) : "its end")
                            + " where "
                            + word
                            + " is expected: declare it as the other reports are");
        }
        at++;
    }

    private SmsReportsException problem(String problem) {
        return statement.problem("the report " + name + " " + problem + ".");
    }
}
