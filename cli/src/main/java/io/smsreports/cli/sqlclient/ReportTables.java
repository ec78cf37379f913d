package io.smsreports.cli.sqlclient;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL client's tables of the reports, made from what the reports are: for each one its files as
 * text, and a view of their values without the header lines.
 *
 * <p>A header line is known by a column that is never text, and no cast sees it, in whichever order
 * the planner filters and casts.
 */
final class ReportTables {

    private ReportTables() {}

    /** The statements. */
    static String of(ReportCatalogue reports) {
        return reports.reports().stream()
                .map(report -> files(report) + "\n" + view(report))
                .collect(Collectors.joining("\n"));
    }

    private static String files(ReportDefinition report) {
        String columns =
                Stream.concat(report.columnNames().stream(), Stream.of(ReportDefinition.PARTITION))
                        .map(name -> "  " + quoted(name) + " STRING")
                        .collect(Collectors.joining(",\n"));
        return """
                CREATE TEMPORARY TABLE %s_files (
                %s
                ) PARTITIONED BY (dt) WITH (
                  'connector' = 'filesystem',
                  'path'      = '${output}/%s',
                  'format'    = 'csv'
                );
                """
                .formatted(report.name(), columns, report.name());
    }

    private static String view(ReportDefinition report) {
        String values =
                report.columns().stream()
                        .map(column -> "  " + value(column) + " AS " + quoted(column.name()))
                        .collect(Collectors.joining(",\n"));
        String neverText = neverText(report);
        return """
                CREATE TEMPORARY VIEW %s AS
                SELECT
                %s,
                  dt
                FROM %s_files
                WHERE %s <> '%s';
                """
                .formatted(report.name(), values, report.name(), quoted(neverText), neverText);
    }

    /** A time or a date, which no row lacks; else a figure. */
    private static String neverText(ReportDefinition report) {
        List<Column> keys = report.keyColumns();
        return Stream.concat(
                        keys.stream().filter(key -> key.holdsTimes() || key.holdsDates()),
                        report.figureColumns().stream())
                .findFirst()
                .orElseThrow()
                .name();
    }

    private static String value(Column column) {
        String name = quoted(column.name());
        if (column.holdsTimes()) {
            return "TO_TIMESTAMP(" + name + ", 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')";
        }
        if (column.holdsText() && !column.holdsDates()) {
            return name;
        }
        return "CAST(NULLIF(NULLIF(%s, '%s'), '') AS %s)"
                .formatted(name, column.name(), column.holdsDates() ? "DATE" : column.type());
    }

    private static String quoted(String name) {
        return "`" + name + "`";
    }
}
