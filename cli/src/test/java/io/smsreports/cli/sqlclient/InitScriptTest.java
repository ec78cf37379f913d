package io.smsreports.cli.sqlclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.sql.PipelineSql;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

final class InitScriptTest {

    @Test
    void fillsInEveryPlaceAndDoublesQuotes() throws IOException {
        String text = script(PipelineSql.packagedCatalogue());

        assertThat(text)
                .contains("'path'      = 's3://it''s/out/daily_revenue'")
                .contains("'path'      = 'file:/in'")
                .contains("= '/ref.csv'")
                .doesNotContain("${");
    }

    /** As the script itself explains to those who have no launcher. */
    @Test
    void aLineOfSedDoesTheSame() throws Exception {
        String explained =
                Files.readString(SCRIPT)
                        .lines()
                        .dropWhile(line -> !line.contains("sed -e"))
                        .takeWhile(line -> !line.contains("sql-client.sh"))
                        .map(line -> line.replaceFirst("--", ""))
                        .reduce("", (all, line) -> all + line + "\n")
                        .replace("/tmp/init.sql", folder.resolve("init.sql").toString());

        Process shell =
                new ProcessBuilder("sh", "-c", explained)
                        .directory(SCRIPT.getParent().toFile())
                        .redirectErrorStream(true)
                        .start();

        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(folder.resolve("init.sql"))
                .hasContent(filledIn("s3://sms-reports", "s3://sms-in", "/data/REF_map/ref.csv"));
    }

    /** Such as a report that an output has by SQL files of its user's. */
    @Test
    void knowsTheHeaderLineOfAReportWithoutATimeByAFigure() throws IOException {
        ReportDefinition added =
                new ReportDefinition(
                        "revenue_by_label",
                        List.of(new Column("label", "STRING"), new Column("revenue", "BIGINT")),
                        List.of("label"),
                        false);

        assertThat(script(new ReportCatalogue(List.of(added))))
                .contains("WHERE `revenue` <> 'revenue';")
                .contains("  `label` AS `label`,");
    }

    private static String script(ReportCatalogue reports) throws IOException {
        return InitScript.of(
                        reports,
                        new Path("s3://it's/out"),
                        new Path("file:/in"),
                        new Path("/ref.csv"))
                .text();
    }
}
