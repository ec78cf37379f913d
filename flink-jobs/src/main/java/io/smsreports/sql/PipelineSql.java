package io.smsreports.sql;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * The SQL files that define the reports: those packaged from {@code sql/pipeline}, or those of a
 * folder. They run in the order of their numbers, the same text in streaming and in batch; {@code
 * ${name}} stands for a setting. What the reports are is read out of them, and stands nowhere else.
 */
public final class PipelineSql {

    private static final String FOLDER = "sql/pipeline/";

    private static final String SUFFIX = ".sql";

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

    /** Enough to tell texts apart, and short to read in a refusal. */
    private static final int FINGERPRINT_BYTES = 6;

    private final List<SqlFile> files;
    private final ReportCatalogue catalogue;

    /**
     * A file.
     *
     * @param streamingOnly whether it reads what came late
     */
    private record SqlFile(String name, List<SqlStatement> statements, boolean streamingOnly) {}

    private PipelineSql(Map<String, String> texts) throws SmsReportsException {
        this.files = read(texts);
        this.catalogue = new ReportCatalogue(reportsOf(files));
    }

    /**
     * The files of a folder, or the packaged ones if there is none.
     *
     * @throws SmsReportsException if they cannot define reports, with the file and what to do
     * @throws IOException if the storage fails
     */
    public static PipelineSql of(Optional<Path> folder) throws IOException {
        return folder.isPresent() ? new PipelineSql(textsIn(folder.get())) : packaged();
    }

    /** The files that the program brings. */
    public static PipelineSql packaged() throws IOException {
        return new PipelineSql(packagedTexts());
    }

    /** The reports that the program brings. */
    public static ReportCatalogue packagedCatalogue() {
        try {
            return packaged().catalogue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the reports are. */
    public ReportCatalogue catalogue() {
        return catalogue;
    }

    // ------------------------------------------------------------------ reading

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
        URL folder = PipelineSql.class.getClassLoader().getResource(FOLDER);
        if (folder == null) {
            throw new IllegalStateException(FOLDER + " is not in the job's jar");
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
                if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(SUFFIX)) {
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

    /** In the order of their numbers; of equal numbers, by name. */
    private static List<SqlFile> read(Map<String, String> texts) throws SmsReportsException {
        Comparator<String> order =
                Comparator.comparingInt(PipelineSql::number).thenComparing(name -> name);
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
                        .filter(PipelineSql::declares)
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

    private static List<ReportDefinition> reportsOf(List<SqlFile> files)
            throws SmsReportsException {
        Map<String, SqlStatement> declared = new LinkedHashMap<>();
        Map<String, SqlStatement> written = new LinkedHashMap<>();
        List<ReportDefinition> reports = new ArrayList<>();
        for (SqlFile file : files) {
            for (SqlStatement statement : file.statements()) {
                if (statement.startsWith(INSERT)) {
                    once(written, SqlStatement.name(statement.words().get(2)), statement, "writes");
                    continue;
                }
                once(declared, declared(statement), statement, "declares");
                if (statement.startsWith(TABLE) && ReportTable.isReport(statement)) {
                    reports.add(ReportTable.read(statement, file.streamingOnly()));
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

    // ------------------------------------------------------------------ running

    /**
     * Defines tables and views, and collects the reports' INSERT statements.
     *
     * @param variables what {@code ${name}} stands for
     * @throws SmsReportsException if Flink does not take a statement
     */
    StatementSet reports(TableEnvironment tables, boolean streaming, Map<String, String> variables)
            throws SmsReportsException {
        StatementSet inserts = tables.createStatementSet();
        for (SqlFile file : files) {
            if (file.streamingOnly() && !streaming) {
                continue;
            }
            for (SqlStatement statement : file.statements()) {
                run(statement, tables, inserts, variables);
            }
        }
        return inserts;
    }

    /**
     * Adds the reports to a job.
     *
     * @param variables what {@code ${name}} stands for
     * @throws SmsReportsException if Flink cannot plan them
     */
    public void attach(
            StreamTableEnvironment tables, boolean streaming, Map<String, String> variables)
            throws SmsReportsException {
        StreamStatementSet inserts = (StreamStatementSet) reports(tables, streaming, variables);
        try {
            inserts.attachAsDataStream();
        } catch (TableException | ValidationException e) {
            throw new SmsReportsException(
                    ErrorCode.SQL_INVALID,
                    "Flink cannot plan the reports of "
                            + String.join(", ", files.stream().map(SqlFile::name).toList())
                            + ": "
                            + reasonOf(e)
                            + " A report's rows are final: group by windows, as the other files do.",
                    e);
        }
    }

    private static void run(
            SqlStatement statement,
            TableEnvironment tables,
            StatementSet inserts,
            Map<String, String> variables)
            throws SmsReportsException {
        String text = substitute(ReportTable.forFlink(statement), variables, statement.file());
        try {
            if (statement.startsWith(INSERT)) {
                inserts.addInsertSql(text);
            } else {
                tables.executeSql(text);
            }
        } catch (RuntimeException e) {
            throw new SmsReportsException(
                    ErrorCode.SQL_INVALID,
                    "%s:%d: Flink does not take the statement: %s"
                            .formatted(statement.file(), statement.line(), reasonOf(e)),
                    e);
        }
    }

    /** The innermost cause says what is wrong; those around it say only that something is. */
    static String reasonOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String substitute(String text, Map<String, String> variables, String file) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(value(match.group(1), variables, file)));
    }

    private static String value(String name, Map<String, String> variables, String file) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("No value for ${" + name + "} in " + file);
        }
        // Inside a quoted text a quote is written twice.
        return value.replace("'", "''");
    }

    // -------------------------------------------------------------- fingerprint

    /**
     * What tells this definition of the reports from another one: a hash of all files without their
     * comments and layout. A run keeps it, since its state is that of these reports.
     */
    public String fingerprint() {
        StringBuilder essence = new StringBuilder();
        files.stream()
                .map(SqlFile::statements)
                .flatMap(Collection::stream)
                .forEach(
                        statement ->
                                essence.append(String.join(" ", statement.words())).append(";\n"));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(essence.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
