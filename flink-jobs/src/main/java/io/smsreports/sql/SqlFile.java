package io.smsreports.sql;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the reports' definition: its statements, checked.
 *
 * @param streamingOnly whether it reads what came late
 */
record SqlFile(String name, List<SqlStatement> statements, boolean streamingOnly) {

    /** Only a streaming job has it, and so only streaming runs a file that reads it. */
    private static final String LATE_SLICES = "late_slices";

    private static final Pattern FILE_NAME = Pattern.compile("(\\d{1,9})_.+\\.sql");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    /** What a file may ask for. */
    private static final Set<String> VARIABLES =
            Set.of("output", "reference", "run", "amount-divisor", "log-published");

    private static final String[] TABLE = {"CREATE", "TEMPORARY", "TABLE"};
    private static final String[] VIEW = {"CREATE", "TEMPORARY", "VIEW"};
    private static final String[] INSERT = {"INSERT", "INTO"};

    /**
     * Reads files into statements, in the order of their numbers; of equal numbers, by name.
     *
     * @param texts by the files' names
     * @throws SmsReportsException if one cannot define reports, with the file and what to do
     */
    static List<SqlFile> read(Map<String, String> texts) throws SmsReportsException {
        Comparator<String> order =
                Comparator.comparingInt(SqlFile::number).thenComparing(name -> name);
        for (String name : texts.keySet()) {
            if (!FILE_NAME.matcher(name).matches()) {
                throw new SmsReportsException(
                        ErrorCode.SQL_INVALID,
                        name
                                + ": its name does not say when it runs: begin it with a number, such"
                                + " as 65_hourly_revenue.sql.");
            }
        }
        Map<String, String> sorted = new TreeMap<>(order);
        sorted.putAll(texts);
        Set<String> ofLateRows = new HashSet<>(Set.of(LATE_SLICES));
        List<SqlFile> files = new ArrayList<>();
        for (Map.Entry<String, String> file : sorted.entrySet()) {
            List<SqlStatement> statements = SqlStatement.of(file.getKey(), file.getValue());
            for (SqlStatement statement : statements) {
                check(statement);
            }
            boolean readsLateRows =
                    statements.stream()
                            .flatMap(statement -> reads(statement).stream())
                            .anyMatch(ofLateRows::contains);
            if (readsLateRows) {
                statements.stream()
                        .filter(SqlFile::declares)
                        .forEach(statement -> ofLateRows.add(declared(statement)));
            }
            files.add(new SqlFile(file.getKey(), statements, readsLateRows));
        }
        return files;
    }

    private static int number(String name) {
        Matcher matcher = FILE_NAME.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static void check(SqlStatement statement) throws SmsReportsException {
        boolean known = declares(statement) || statement.startsWith(INSERT);
        if (!known || statement.words().size() < 4) {
            throw statement.problem(
                    "'"
                            + String.join(" ", statement.words().stream().limit(3).toList())
                            + " …' is no statement of a report: use CREATE TEMPORARY TABLE, CREATE"
                            + " TEMPORARY VIEW and INSERT INTO only.");
        }
        Matcher variable = VARIABLE.matcher(statement.text());
        while (variable.find()) {
            if (!VARIABLES.contains(variable.group(1))) {
                throw statement.problem(
                        variable.group()
                                + " stands for nothing: there are ${"
                                + String.join("}, ${", VARIABLES.stream().sorted().toList())
                                + "}.");
            }
        }
    }

    private static boolean declares(SqlStatement statement) {
        return statement.startsWith(TABLE) || statement.startsWith(VIEW);
    }

    /** The name that a CREATE declares. */
    private static String declared(SqlStatement statement) {
        return SqlStatement.name(statement.words().get(TABLE.length));
    }

    private static List<String> reads(SqlStatement statement) {
        return statement.namesAfter("FROM", "JOIN", "TABLE", "LIKE");
    }

    /** Whether a statement writes a report. */
    static boolean isInsert(SqlStatement statement) {
        return statement.startsWith(INSERT);
    }

    /**
     * The reports that files declare.
     *
     * @throws SmsReportsException if a name is used twice, or a report is not written to
     */
    static List<ReportDefinition> reportsOf(List<SqlFile> files) throws SmsReportsException {
        Map<String, SqlStatement> declared = new LinkedHashMap<>();
        Map<String, SqlStatement> written = new LinkedHashMap<>();
        List<ReportDefinition> reports = new ArrayList<>();
        for (SqlFile file : files) {
            for (SqlStatement statement : file.statements()) {
                if (isInsert(statement)) {
                    once(written, SqlStatement.name(statement.words().get(2)), statement, "writes");
                    continue;
                }
                once(declared, declared(statement), statement, "declares");
                if (statement.startsWith(TABLE) && ReportDeclaration.isReport(statement)) {
                    reports.add(ReportDeclaration.read(statement, file.streamingOnly()));
                }
            }
        }
        List<String> names = reports.stream().map(ReportDefinition::name).toList();
        for (Map.Entry<String, SqlStatement> insert : written.entrySet()) {
            if (!names.contains(insert.getKey())) {
                throw insert.getValue()
                        .problem(
                                "INSERT INTO %s writes to no report: declare it with CREATE TEMPORARY TABLE and 'connector' = '%s'."
                                        .formatted(insert.getKey(), ReportCsvFactory.CONNECTOR));
            }
        }
        for (String name : names) {
            if (!written.containsKey(name)) {
                throw declared.get(name)
                        .problem(
                                "nothing writes the report %s: add INSERT INTO %s."
                                        .formatted(name, name));
            }
        }
        return reports;
    }

    private static void once(
            Map<String, SqlStatement> known, String name, SqlStatement statement, String verb)
            throws SmsReportsException {
        SqlStatement first = known.putIfAbsent(name, statement);
        if (first != null) {
            throw statement.problem(
                    "it %s %s, as %s:%d does: use another name, or remove one of them."
                            .formatted(verb, name, first.file(), first.line()));
        }
    }

    /** A statement's text with values for {@code ${name}}. */
    static String substitute(SqlStatement statement, String text, Map<String, String> variables) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        value(match.group(1), variables, statement.file())));
    }

    private static String value(String name, Map<String, String> variables, String file) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("No value for ${" + name + "} in " + file);
        }
        // Inside a quoted text a quote is written twice.
        return value.replace("'", "''");
    }
}
