package io.smsreports.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The four reports by DuckDB, in one pass over the files, as well as DuckDB can: typed columns, no
 * sampling, lines that do not fit are skipped (among them a header). Reads {@code *.csv} of a
 * folder, writes four CSV files.
 *
 * <p>{@code DuckDbReports INPUT OUTPUT THREADS}
 */
public final class DuckDbReports {

    private static final String WINDOWS =
            """
            CREATE TEMP TABLE revenue_windows AS
            SELECT
              time_bucket(INTERVAL '15 minutes', RECORD_DATE) AS window_start,
              PAYTYPE_515 AS paytype,
              count(*) AS record_count,
              sum(DEBIT_AMOUNT_42) AS amount,
              min(DEBIT_AMOUNT_42) AS min_amount,
              max(DEBIT_AMOUNT_42) AS max_amount
            FROM read_csv(
              '%s/*.csv', header = false, auto_detect = false, delim = ',', quote = '"',
              escape = '"', new_line = '\\n', ignore_errors = true,
              timestampformat = '%%Y/%%m/%%d %%H:%%M:%%S',
              columns = {
                'ROAMSTATE_519': 'VARCHAR', 'CUST_LOCAL_START_DATE_15': 'VARCHAR',
                'CDR_ID_1': 'VARCHAR', 'CDR_SUB_ID_2': 'VARCHAR', 'CDR_TYPE_3': 'VARCHAR',
                'SPLIT_CDR_REASON_4': 'VARCHAR', 'RECORD_DATE': 'TIMESTAMP',
                'PAYTYPE_515': 'INTEGER', 'DEBIT_AMOUNT_42': 'DECIMAL(18,2)',
                'SERVICEFLOW_498': 'VARCHAR', 'EVENTSOURCE_CATE_17': 'VARCHAR',
                'USAGE_SERVICE_TYPE_19': 'VARCHAR', 'SPECIALNUMBERINDICATOR_534': 'VARCHAR',
                'BE_ID_30': 'VARCHAR', 'CALLEDPARTYIMSI_495': 'VARCHAR',
                'CALLINGPARTYIMSI_494': 'VARCHAR'})
            GROUP BY window_start, paytype
            """;

    private static final List<String> REPORTS =
            List.of(
                    """
                    COPY (SELECT CAST(window_start AS DATE) AS date, sum(amount) / 10
                    FROM revenue_windows GROUP BY 1 ORDER BY 1) TO '%s/daily_revenue.csv'
                    """,
                    """
                    COPY (SELECT window_start, paytype, amount / 10
                    FROM revenue_windows ORDER BY ALL) TO '%s/revenue_15min.csv'
                    """,
                    """
                    COPY (SELECT window_start, paytype, min_amount / 10, max_amount / 10
                    FROM revenue_windows ORDER BY ALL) TO '%s/minmax_15min.csv'
                    """,
                    """
                    COPY (SELECT window_start,
                    CASE paytype WHEN 0 THEN 'Prepaid' WHEN 1 THEN 'Postpaid' END AS Pay_type,
                    sum(record_count), sum(amount) / 10
                    FROM revenue_windows GROUP BY ALL ORDER BY ALL)
                    TO '%s/count_revenue_15min.csv'
                    """);

    private DuckDbReports() {}

    /**
     * Runs the reports once.
     *
     * @param arguments input folder, output folder, threads
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        String input = arguments[0];
        String output = arguments[1];
        Files.createDirectories(Path.of(output));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + Integer.parseInt(arguments[2]));
            statement.execute(WINDOWS.formatted(input));
            for (String report : REPORTS) {
                statement.execute(report.formatted(output));
            }
        }
    }
}
