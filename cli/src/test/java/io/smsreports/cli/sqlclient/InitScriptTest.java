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

    @Test
    void makesTheTablesOfEveryReportFromItsColumns() throws IOException {
        assertThat(script(PipelineSql.packagedCatalogue()))
                .contains(
                        """
                        CREATE TEMPORARY TABLE revenue_15min_files (
                          `RECORD_DATE` STRING,
                          `paytype` STRING,
                          `revenue` STRING,
                          `dt` STRING
                        ) PARTITIONED BY (dt) WITH (
                          'connector' = 'filesystem',
                          'path'      = 's3://it''s/out/revenue_15min',
                          'format'    = 'csv'
                        );

                        CREATE TEMPORARY VIEW revenue_15min AS
                        SELECT
                          TO_TIMESTAMP(`RECORD_DATE`, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS `RECORD_DATE`,
                          CAST(NULLIF(NULLIF(`paytype`, 'paytype'), '') AS INT) AS `paytype`,
                          CAST(NULLIF(NULLIF(`revenue`, 'revenue'), '') AS DECIMAL(38, 6)) AS `revenue`,
                          dt
                        FROM revenue_15min_files
                        WHERE `RECORD_DATE` <> 'RECORD_DATE';
                        """)
                .contains("CAST(NULLIF(NULLIF(`date`, 'date'), '') AS DATE) AS `date`")
                .contains("CREATE TEMPORARY VIEW late_revenue AS")
                .contains("CREATE TEMPORARY VIEW late_revenue AS", "  `file` AS `file`");
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
