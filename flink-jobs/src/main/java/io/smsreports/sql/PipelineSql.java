package io.smsreports.sql;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.Fingerprint;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Enough to distinguish texts, and short to read in a refusal. */
    private static final int FINGERPRINT_DIGITS = 12;

    private final List<SqlFile> files;
    private final ReportCatalogue catalogue;

    private PipelineSql(Map<String, String> texts) throws SmsReportsException {
        this.files = SqlFile.read(texts);
        this.catalogue = new ReportCatalogue(SqlFile.reportsOf(files));
    }

    /**
     * The files of a folder, or the packaged ones if there is none.
     *
     * @throws SmsReportsException if they cannot define reports, with the file and what to do
     * @throws IOException if the storage fails
     */
    public static PipelineSql of(Optional<Path> folder) throws IOException {
        return new PipelineSql(SqlFolder.texts(folder));
    }

    /** The files that the program brings. */
    public static PipelineSql packaged() throws IOException {
        return of(Optional.empty());
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
        String text =
                SqlFile.substitute(statement, ReportDeclaration.forFlink(statement), variables);
        try {
            if (SqlFile.isInsert(statement)) {
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

    /**
     * Distinguishes this definition of the reports from others: a hash of all files without their
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
        return Fingerprint.of(essence.toString()).substring(0, FINGERPRINT_DIGITS);
    }
}
