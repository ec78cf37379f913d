package io.smsreports.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A small output that is right to the row, for tests to read, or to spoil in one place: two files,
 * two days, a late row, rejected rows, and in the live one an open window. Written by hand, and not
 * by the code that writes the real ones.
 */
public final class HandMadeOutput {

    public static final String REVENUE = "revenue_15min/dt=2020-08-30/revenue_15min-run-a-0.csv";
    public static final String REVENUE_2 = "revenue_15min/dt=2020-08-30/revenue_15min-run-a-1.csv";
    public static final String MINMAX = "minmax_15min/dt=2020-08-30/x.csv";
    public static final String COUNT = "count_revenue_15min/dt=2020-08-30/part-0.csv";
    public static final String DAILY = "daily_revenue/dt=2020-08-30/daily_revenue-run-a-0.csv";
    public static final String LATE = "late_revenue/dt=2020-08-30/late_revenue-run-a-0.csv";
    public static final String LEDGER = "file_ledger/dt=2020-09-01/file_ledger-run-a-0.csv";
    public static final String FILE_DAYS = "file_days/dt=2020-08-30/file_days-run-a-0.csv";
    public static final String FILE_DAYS_31 = "file_days/dt=2020-08-31/file_days-run-a-0.csv";
    public static final String REJECTED = "rejected_rows/dt=2020-09-01/rejected_rows-run-a-0.csv";
    public static final String OPEN = "open_totals/open_15min.csv";
    public static final String OPEN_DAILY = "open_totals/open_daily.csv";
    public static final String RUN = "_sms-reports/run.json";
    public static final String CLOSED = "_sms-reports/closed.json";

    private static final String OPEN_HEADER =
            "as_of,RECORD_DATE,paytype,record_count,revenue,min_revenue,max_revenue\n";

    private final Map<String, String> files = new TreeMap<>();

    private HandMadeOutput() {
        put(
                DAILY,
                """
                date,daily_revenue
                2020-08-30,155.000000
                """);
        put(
                REVENUE,
                """
                RECORD_DATE,paytype,revenue
                2020-08-30T00:00:00.000Z,,5.000000
                2020-08-30T00:00:00.000Z,0,100.000000
                """);
        put(
                REVENUE_2,
                """
                RECORD_DATE,paytype,revenue
                2020-08-30T23:45:00.000Z,0,50.000000
                """);
        put(
                MINMAX,
                """
                RECORD_DATE,paytype,min_revenue,max_revenue
                2020-08-30T23:45:00.000Z,0,50.000000,50.000000
                2020-08-30T00:00:00.000Z,,5.000000,5.000000
                2020-08-30T00:00:00.000Z,0,-10.000000,60.000000
                """);
        put(
                COUNT,
                """
                RECORD_DATE,Pay_type,record_count,revenue
                2020-08-30T00:00:00.000Z,Prepaid,3,100.000000
                2020-08-30T00:00:00.000Z,Unknown,1,5.000000
                2020-08-30T23:45:00.000Z,Prepaid,1,50.000000
                """);
        put(
                LATE,
                """
                RECORD_DATE,paytype,Pay_type,record_count,revenue,min_revenue,max_revenue,file,booked_at
                2020-08-30T00:00:00.000Z,7,Unknown (7),2,4.000000,1.000000,3.000000,"b,1.csv",2020-09-01T00:00:09.000Z
                """);
        put(
                LEDGER,
                """
                file,size_bytes,status,rows,accepted,late,rejected,too_long,bad_quoting,wrong_column_count,bad_record_date,bad_amount,future_record_date,unknown_paytype,blank_lines,header_lines,revenue,first_record,last_record,read_at
                a.csv,100,OK,8,6,0,2,0,0,0,0,1,1,1,0,1,167.000000,2020-08-30T00:00:01.000Z,2020-08-31T00:05:00.000Z,2020-09-01T00:00:01.000Z
                "b,1.csv",50,TRUNCATED,6,4,2,2,0,0,2,0,0,0,0,0,0,42.000000,2020-08-30T00:00:02.000Z,2020-08-31T00:20:00.000Z,2020-09-01T00:00:05.000Z
                """);
        put(
                FILE_DAYS,
                """
                file,accepted,late,debits,reversals,revenue
                a.csv,5,0,165.000000,-10.000000,155.000000
                "b,1.csv",2,2,4.000000,0.000000,4.000000
                """);
        put(
                FILE_DAYS_31,
                """
                file,accepted,late,debits,reversals,revenue
                a.csv,1,0,12.000000,0.000000,12.000000
                "b,1.csv",2,0,38.000000,0.000000,38.000000
                """);
        put(
                REJECTED,
                """
                file,byte_offset,reason,record_date,amount,line
                a.csv,17,BAD_AMOUNT,2020-08-30T10:00:00.000Z,,"a,""b"",c"
                a.csv,90,FUTURE_RECORD_DATE,2021-01-01T00:00:00.000Z,1234.500000,"torn\rline"
                "b,1.csv",0,WRONG_COLUMN_COUNT,,,x
                "b,1.csv",30,WRONG_COLUMN_COUNT,2020-08-30T11:00:00.000Z,70.000000,y
                """);
        put(
                RUN,
                """
                {"runId": "20200901t000000-0001", "mode": "STREAMING", "input": "file:/in",
                 "reference": "file:/ref.csv", "checkpoints": "file:/checkpoints",
                 "settings": {"--watermark-delay": "PT10M", "--amount-divisor": "10"}, "reports": [],
                 "createdAt": "2020-09-01T00:00:00Z", "status": "RUNNING",
                 "fenced": true}
                """);
        put("revenue_15min/.part.inprogress", "2020-08-30T00:00:00.000Z,0,9999\n");
        put("_staging/other/revenue_15min/dt=2020-08-30/x.csv", "half a ro");
    }

    /** Its job runs: 2020-08-31 00:15 is open, and so is that day. */
    public static HandMadeOutput live() {
        HandMadeOutput output = new HandMadeOutput();
        output.publishFirstWindowOf31();
        output.put(
                OPEN,
                OPEN_HEADER
                        + "2020-09-01T00:00:10.000Z,2020-08-31T00:15:00.000Z,0,1,30.000000,30.000000,30.000000\n");
        output.put(
                OPEN_DAILY,
                "as_of,date,daily_revenue\n2020-09-01T00:00:10.000Z,2020-08-31,50.000000\n");
        return output;
    }

    /** The same after it was drained at 2020-08-31 00:20 of event time. */
    public static HandMadeOutput closed() {
        HandMadeOutput output = new HandMadeOutput();
        output.publishFirstWindowOf31();
        output.put(
                "revenue_15min/dt=2020-08-31/b.csv",
                "RECORD_DATE,paytype,revenue\n2020-08-31T00:15:00.000Z,0,30.000000\n");
        output.put(
                "minmax_15min/dt=2020-08-31/b.csv",
                "RECORD_DATE,paytype,min_revenue,max_revenue\n2020-08-31T00:15:00.000Z,0,30.000000,30.000000\n");
        output.put(
                "count_revenue_15min/dt=2020-08-31/b.csv",
                "RECORD_DATE,Pay_type,record_count,revenue\n2020-08-31T00:15:00.000Z,Prepaid,1,30.000000\n");
        output.put(
                "daily_revenue/dt=2020-08-31/b.csv", "date,daily_revenue\n2020-08-31,50.000000\n");
        output.put(OPEN, OPEN_HEADER);
        output.put(OPEN_DAILY, "as_of,date,daily_revenue\n");
        output.put(
                CLOSED,
                """
                {"runId": "20200901t000000-0001", "closedAt": "2020-09-01T00:01:00Z",
                 "by": "drain", "lastDay": "2020-08-31"}
                """);
        return output;
    }

    private void publishFirstWindowOf31() {
        put(
                "revenue_15min/dt=2020-08-31/a.csv",
                "RECORD_DATE,paytype,revenue\n2020-08-31T00:00:00.000Z,1,20.000000\n");
        put(
                "minmax_15min/dt=2020-08-31/a.csv",
                "RECORD_DATE,paytype,min_revenue,max_revenue\n2020-08-31T00:00:00.000Z,1,8.000000,12.000000\n");
        put(
                "count_revenue_15min/dt=2020-08-31/a.csv",
                "RECORD_DATE,Pay_type,record_count,revenue\n2020-08-31T00:00:00.000Z,Postpaid,2,20.000000\n");
    }

    public HandMadeOutput put(String file, String content) {
        files.put(file, content);
        return this;
    }

    /** Replaces a text that is there. */
    public HandMadeOutput replace(String file, String old, String by) {
        return change(
                file,
                content -> {
                    assertThat(content).contains(old);
                    return content.replace(old, by);
                });
    }

    public HandMadeOutput change(String file, UnaryOperator<String> change) {
        files.put(file, change.apply(content(file)));
        return this;
    }

    public HandMadeOutput drop(String file) {
        assertThat(files).containsKey(file);
        files.remove(file);
        return this;
    }

    public HandMadeOutput copy(String file, String to) {
        return put(to, content(file));
    }

    private String content(String file) {
        assertThat(files).containsKey(file);
        return files.get(file);
    }

    /** Writes it into a folder. */
    public HandMadeOutput in(Path folder) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
        }
        return this;
    }

    /** Its files, by their path below the output base. */
    public Map<String, String> files() {
        return Collections.unmodifiableMap(files);
    }

    /** The same, read at another time according to the ledger. */
    public HandMadeOutput readAt(String day) {
        return change(LEDGER, text -> text.replace(",2020-09-01T00:00:0", "," + day + "T00:00:0"))
                .copy(LEDGER, LEDGER.replace("dt=2020-09-01", "dt=" + day))
                .drop(LEDGER);
    }
}
