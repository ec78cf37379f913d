package io.smsreports.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reports are, as their SQL files say. */
final class ReportCatalogueTest {

    private static final Path PACKAGED = Path.of("..", "sql", "pipeline");

    private static final String HOURLY =
            """
            -- Revenue by hour.
            CREATE TEMPORARY TABLE hourly_revenue (
              RECORD_DATE TIMESTAMP(3),
              revenue     DECIMAL(38, 6),
              dt          STRING,
              PRIMARY KEY (RECORD_DATE) NOT ENFORCED
            ) PARTITIONED BY (dt) WITH (
              'connector'     = 'report-csv',
              'path'          = '${output}/hourly_revenue',
              'file-prefix'   = 'hourly_revenue-${run}',
              'log-published' = '${log-published}'
            );

            INSERT INTO hourly_revenue SELECT a, b, c FROM revenue_windows;
            """;

    @TempDir private Path folder;

    @Test
    void theProgramBringsFourReportsAndWhatCameLate() throws IOException {
        ReportCatalogue catalogue = PipelineSql.packaged().catalogue();

        assertThat(catalogue.names())
                .containsExactly(
                        "daily_revenue",
                        "revenue_15min",
                        "minmax_15min",
                        "count_revenue_15min",
                        "late_revenue");
        assertThat(catalogue.ofFigures())
                .extracting(ReportDefinition::name)
                .doesNotContain("late_revenue")
                .hasSize(4);
        assertThat(catalogue.find("count_revenue_15min"))
                .contains(
                        new ReportDefinition(
                                "count_revenue_15min",
                                List.of(
                                        new Column("RECORD_DATE", "TIMESTAMP(3)"),
                                        new Column("Pay_type", "STRING"),
                                        new Column("record_count", "BIGINT"),
                                        new Column("revenue", "DECIMAL(38, 6)")),
                                List.of("RECORD_DATE", "Pay_type"),
                                false));
        assertThat(ReportCatalogue.oneOf(catalogue.ofFigures()))
                .isEqualTo("daily_revenue, revenue_15min, minmax_15min or count_revenue_15min");
    }

    @Test
    void aRestatementAddsUpTheRevenueOfEachReportThatHasOne() throws IOException {
        assertThat(PipelineSql.packaged().catalogue().reports())
                .extracting(ReportDefinition::revenueColumn)
                .containsExactly(
                        Optional.of("daily_revenue"),
                        Optional.of("revenue"),
                        Optional.empty(),
                        Optional.of("revenue"),
                        Optional.of("revenue"));
    }

    @Test
    void aFileOfItsOwnIsAReport() throws IOException {
        PipelineSql sql = withFile("65_hourly_revenue.sql", HOURLY);

        assertThat(sql.catalogue().names())
                .containsExactly(
                        "daily_revenue",
                        "hourly_revenue",
                        "revenue_15min",
                        "minmax_15min",
                        "count_revenue_15min",
                        "late_revenue");
        assertThat(sql.catalogue().find("hourly_revenue"))
                .map(ReportDefinition::figureColumns)
                .contains(List.of(new Column("revenue", "DECIMAL(38, 6)")));
    }

    @Test
    void whatReadsLateSlicesIsForStreamingOnlyWhateverItIsCalled() throws IOException {
        PipelineSql sql =
                withFile(
                        "75_corrections.sql",
                        "CREATE TEMPORARY VIEW corrections AS SELECT * FROM late_slices;");
        Files.writeString(
                folder.resolve("80_hourly.sql"),
                HOURLY.replace("FROM revenue_windows", "FROM corrections"));

        assertThat(sql.catalogue().names()).hasSize(5);
        assertThat(read().catalogue().find("hourly_revenue"))
                .map(ReportDefinition::streamingOnly)
                .contains(true);
    }

    @Test
    void theFingerprintIsOfEveryFileAndOfNoCommentOrLayout() throws IOException {
        String packaged = PipelineSql.packaged().fingerprint();

        PipelineSql added = withFile("65_hourly_revenue.sql", HOURLY);
        assertThat(added.fingerprint()).isNotEqualTo(packaged);
        Files.writeString(
                folder.resolve("65_hourly_revenue.sql"),
                "/* New. */" + HOURLY.replace("-- Revenue by hour.", "--").replace("\n  ", "  "));
        assertThat(read().fingerprint()).isEqualTo(added.fingerprint());
        Files.writeString(folder.resolve("65_hourly_revenue.sql"), HOURLY.replace("a, b", "a, -b"));
        assertThat(read().fingerprint()).isNotEqualTo(added.fingerprint());
        Files.delete(folder.resolve("65_hourly_revenue.sql"));
        assertThat(read().fingerprint()).isEqualTo(packaged);
    }

    /** As `flink run` and the web UI load the job: from a jar, by a class loader of its own. */
    @Test
    void findsItsFilesInAJar() throws Exception {
        Path jar = folder.resolve("a job.jar");
        Path classes =
                Path.of(
                        PipelineSql.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.sorted().toList()) {
                String name = classes.relativize(file).toString();
                if (!name.isEmpty()) {
                    out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, out);
                    }
                }
            }
        }
        ClassLoader withoutClasses =
                new ClassLoader(getClass().getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve)
                            throws ClassNotFoundException {
                        if (name.startsWith("io.smsreports.")) {
                            throw new ClassNotFoundException(name);
                        }
                        return super.loadClass(name, resolve);
                    }

                    @Override
                    public URL getResource(String name) {
                        return null;
                    }
                };
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, withoutClasses)) {
            Class<?> type = loader.loadClass(PipelineSql.class.getName());
            assertThat(type).isNotEqualTo(PipelineSql.class);
            Object sql = type.getMethod("packaged").invoke(null);
            assertThat(type.getMethod("fingerprint").invoke(sql))
                    .isEqualTo(PipelineSql.packaged().fingerprint());
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "no key",
                        HOURLY.replace(",\n  PRIMARY KEY (RECORD_DATE) NOT ENFORCED", ""),
                        "65_x.sql:2: the report hourly_revenue has no key: declare the columns that tell one row from another as PRIMARY KEY (…) NOT ENFORCED, after dt."),
                mistake(
                        "key of no column",
                        HOURLY.replace("KEY (RECORD_DATE)", "KEY (hour_start)"),
                        "65_x.sql:2: the report hourly_revenue has the key column hour_start, which is none of its own columns: name some of RECORD_DATE, revenue."),
                mistake(
                        "key of dt",
                        HOURLY.replace("KEY (RECORD_DATE)", "KEY (RECORD_DATE, dt)"),
                        "65_x.sql:2: the report hourly_revenue has the key column dt, which is none of its own columns: name some of RECORD_DATE, revenue."),
                mistake(
                        "no dt",
                        HOURLY.replace("  dt          STRING,\n", "")
                                .replace(" PARTITIONED BY (dt)", ""),
                        "65_x.sql:2: the report hourly_revenue has no date to lie under: declare dt STRING as the last column, and PARTITIONED BY (dt)."),
                mistake(
                        "a figure that is a text",
                        HOURLY.replace("revenue     DECIMAL(38, 6)", "revenue STRING"),
                        "65_x.sql:2: the report hourly_revenue has the column revenue STRING, which is no number, as figures are: take it into the PRIMARY KEY."),
                mistake(
                        "no figure",
                        HOURLY.replace("KEY (RECORD_DATE)", "KEY (RECORD_DATE, revenue)"),
                        "65_x.sql:2: the report hourly_revenue has no figure: leave a number out of the PRIMARY KEY."),
                mistake(
                        "a type that no file can hold",
                        HOURLY.replace("revenue     DECIMAL(38, 6)", "revenue DOUBLE"),
                        "65_x.sql:2: the report hourly_revenue has a column revenue of the type DOUBLE: cast it to one of STRING, CHAR, VARCHAR, INT, BIGINT, DECIMAL, DATE, TIMESTAMP(0..3), TIMESTAMP_LTZ(0..3), written with their sizes."),
                mistake(
                        "a comma too many",
                        HOURLY.replace("  PRIMARY KEY", "  -- PRIMARY KEY"),
                        "65_x.sql:2: the report hourly_revenue has a comma behind its last column: remove it."),
                mistake(
                        "a computed column",
                        HOURLY.replace("revenue     DECIMAL(38, 6)", "revenue AS 1"),
                        "65_x.sql:2: the report hourly_revenue declares the column revenue with more than a name and a type: write such as revenue DECIMAL(38, 6)."),
                mistake(
                        "outside of the output",
                        HOURLY.replace("'${output}/hourly_revenue'", "'s3://elsewhere/x'"),
                        "65_x.sql:2: the report hourly_revenue sets 'path' to 's3://elsewhere/x': a report lies in its own folder of the output, so write 'path' = '${output}/hourly_revenue'."),
                mistake(
                        "files of another name",
                        HOURLY.replace("  'file-prefix'   = 'hourly_revenue-${run}',\n", ""),
                        "65_x.sql:2: the report hourly_revenue does not set 'file-prefix': a report lies in its own folder of the output, so write 'file-prefix' = 'hourly_revenue-${run}'."),
                mistake(
                        "a folder of another output",
                        HOURLY.replace("hourly_revenue", "file_ledger"),
                        "65_x.sql:2: the report file_ledger is no name for a report: use small letters, digits and underscores, and none of file_days, file_ledger, open_totals, rejected_rows."),
                mistake(
                        "two reports of one name",
                        HOURLY.replace("hourly_revenue", "revenue_15min"),
                        "65_x.sql:2: it declares revenue_15min, as 30_revenue_15min.sql:3 does: use another name, or remove one of them."),
                mistake(
                        "one report written twice",
                        HOURLY + "INSERT INTO hourly_revenue SELECT 1, 2, '3';",
                        "65_x.sql:15: it writes hourly_revenue, as 65_x.sql:14 does: use another name, or remove one of them."),
                mistake(
                        "a report that nothing writes",
                        HOURLY.substring(0, HOURLY.indexOf("INSERT")),
                        "65_x.sql:2: nothing writes the report hourly_revenue: add INSERT INTO hourly_revenue."),
                mistake(
                        "an INSERT into no report",
                        "INSERT INTO paytypes SELECT 1, 'x';",
                        "65_x.sql:1: INSERT INTO paytypes writes to no report: declare it with CREATE TEMPORARY TABLE and 'connector' = 'report-csv'."),
                mistake(
                        "an unknown variable",
                        HOURLY.replace("SELECT a", "SELECT ${divisor}"),
                        "65_x.sql:14: ${divisor} stands for nothing: there are ${amount-divisor}, ${log-published}, ${output}, ${reference}, ${run}."),
                mistake(
                        "another statement",
                        "-- Away.\n\nDROP TEMPORARY TABLE paytypes;",
                        "65_x.sql:3: 'DROP TEMPORARY TABLE …' is no statement of a report: use CREATE TEMPORARY TABLE, CREATE TEMPORARY VIEW and INSERT INTO only."),
                mistake(
                        "a table that stays",
                        HOURLY.replace("CREATE TEMPORARY TABLE", "CREATE TABLE"),
                        "65_x.sql:2: 'CREATE TABLE hourly_revenue …' is no statement of a report: use CREATE TEMPORARY TABLE, CREATE TEMPORARY VIEW and INSERT INTO only."),
                mistake(
                        "a quote without its end",
                        HOURLY.replace("'report-csv'", "'report-csv"),
                        "65_x.sql:11: a quote begins here and has no end"),
                mistake(
                        "a bracket without its end",
                        "CREATE TEMPORARY TABLE hourly (a INT, dt STRING WITH ('connector' = 'report-csv');",
                        "65_x.sql:1: the report hourly declares the column dt with more than a name and a type: write such as revenue DECIMAL(38, 6)."));
    }

    private static Arguments mistake(String what, String text, String message) {
        return Arguments.of(what, text, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void refusesAMistakeInOneLineThatSaysWhatToDo(String what, String text, String message) {
        assertThatThrownBy(() -> withFile("65_x.sql", text))
                .isInstanceOf(SmsReportsException.class)
                .message()
                .as(what)
                .contains(message)
                .hasLineCount(1);
    }

    @Test
    void refusesAFileWithoutANumberAndAFolderWithoutFiles() throws IOException {
        assertThatThrownBy(() -> withFile("hourly_revenue.sql", HOURLY))
                .isInstanceOf(SmsReportsException.class)
                .hasMessage(
                        "hourly_revenue.sql: its name does not say when it runs: begin it with a number, such as 65_hourly_revenue.sql.");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> PipelineSql.of(Optional.of(flinkPath(empty))))
                .isInstanceOf(SmsReportsException.class)
                .hasMessage(
                        "--sql %s holds no SQL file: copy sql/pipeline there, and add files to it.",
                        empty);
    }

    @Test
    void passesOverWhatIsNoSqlFile() throws IOException {
        Files.writeString(folder.resolve("README.md"), "mine");
        Files.writeString(folder.resolve(".65_hourly_revenue.sql"), "half");
        Files.createDirectories(folder.resolve("old.sql"));

        assertThat(withFile("90_nothing.sql", "-- to come\n").fingerprint())
                .isEqualTo(PipelineSql.packaged().fingerprint());
    }

    /** Flink makes the columns of a key NOT NULL, and would fail at a row without a paytype. */
    @Test
    void keepsTheKeyFromFlink() throws IOException {
        for (String key :
                List.of(
                        "PRIMARY KEY (RECORD_DATE) NOT ENFORCED",
                        "-- one a row\n  primary key (`RECORD_DATE`)\n not enforced")) {
            SqlStatement statement =
                    SqlStatement.of(
                                    "65_x.sql",
                                    HOURLY.replace("PRIMARY KEY (RECORD_DATE) NOT ENFORCED", key))
                            .get(0);

            assertThat(ReportDeclaration.read(statement, false).key())
                    .containsExactly("RECORD_DATE");
            assertThat(ReportDeclaration.forFlink(statement))
                    .contains("dt          STRING\n) PARTITIONED BY (dt)");
        }
    }

    private PipelineSql withFile(String name, String text) throws IOException {
        try (Stream<Path> files = Files.list(PACKAGED)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(file.getFileName());
                if (Files.notExists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
        Files.writeString(folder.resolve(name), text);
        return read();
    }

    private PipelineSql read() throws IOException {
        return PipelineSql.of(Optional.of(flinkPath(folder)));
    }

    private static org.apache.flink.core.fs.Path flinkPath(Path local) {
        return org.apache.flink.core.fs.Path.fromLocalFile(local.toFile());
    }
}
