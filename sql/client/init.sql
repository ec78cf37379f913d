-- Sets up Flink's SQL client to ask about the reports, the account of the files, and the raw files.
--
-- The tables of the output's own reports must be filled in first, and three places: the job's output
-- folder, its input folder and its reference file, each local or s3://. `./sms-reports sql` does it. For
-- a client of your own, print them:
--
--   ./sms-reports sql --print --output s3://sms-reports > /tmp/init.sql
--   sql-client.sh -i /tmp/init.sql                # add -f FILE to run a file and leave
--
-- The cluster and the client must both see the places.
--
-- To ask of                    columns
-- daily_revenue                date, daily_revenue                                   report 1
-- revenue_15min                RECORD_DATE, paytype, revenue                         report 2
-- minmax_15min                 RECORD_DATE, paytype, min_revenue, max_revenue        report 3
-- count_revenue_15min          RECORD_DATE, Pay_type, record_count, revenue          report 4
-- late_revenue                 what came after its window was published
-- and any other report of the output, with its own columns
-- daily_revenue_corrected and  a report with what came late: sums and counts add, minimum and
--   the other three            maximum combine
-- open_15min, open_daily       provisional: what is not published yet
-- rejected_rows                lines that do not count
-- file_ledger, file_days       an account of every file, and of its part in every date
-- paytypes                     paytype, label
-- raw_sms, raw_lines           the input: its 16 columns, and every line as it is
-- run                          whose output this is. Ask it first if a table looks empty: it fails
--                              where the output cannot be read, while Flink takes a folder of dates
--                              that it cannot list for an empty one
--
-- Those by date have dt, the folder's date as text: WHERE dt = '2020-08-30' reads that folder only.
-- rejected_rows and file_ledger lie by day of reading, all others by event date. Times are UTC, dates are
-- days of the run's time zone, and record_time of raw_sms is as it came: local time of that zone. No
-- paytype is NULL. `date` and `rows` are words of SQL and need backticks. What is not there yet, such as
-- late_revenue, is empty. Names that end in _files are the files as text, with their header lines.
SET 'execution.runtime-mode' = 'batch';
SET 'sql-client.execution.result-mode' = 'tableau';
SET 'table.local-time-zone' = 'UTC';
SET 'table.display.max-column-width' = '200';

-- The provisional figures are replaced while queries run. S3 ends a read that falls in between; the
-- query then reads once more. If the figures have got another length by then, it fails: ask again.
SET 'restart-strategy.type' = 'fixed-delay';
SET 'restart-strategy.fixed-delay.attempts' = '1';
SET 'restart-strategy.fixed-delay.delay' = '1 s';

-- Reports and late money. The job has written every line, with a header line in each file. Each
-- <report> is a view of <report>_files, made from what the report is: its columns, and dt.

${reports}

-- Reports with what came late. A row is there if either has it. In daily_revenue_corrected, published
-- is false for a date without a report: late money has come, and the day is not over or had none in time.

CREATE TEMPORARY VIEW daily_revenue_corrected AS
SELECT
  `date`,
  CAST(SUM(daily_revenue) AS DECIMAL(38, 6)) AS daily_revenue,
  MAX(report) = 1                            AS published,
  dt
FROM (
  SELECT `date`, daily_revenue, 1 AS report, dt FROM daily_revenue
  UNION ALL
  SELECT CAST(dt AS DATE), revenue, 0, dt FROM late_revenue
)
GROUP BY dt, `date`;

CREATE TEMPORARY VIEW revenue_15min_corrected AS
SELECT RECORD_DATE, paytype, CAST(SUM(revenue) AS DECIMAL(38, 6)) AS revenue, dt
FROM (
  SELECT RECORD_DATE, paytype, revenue, dt FROM revenue_15min
  UNION ALL
  SELECT RECORD_DATE, paytype, revenue, dt FROM late_revenue
)
GROUP BY dt, RECORD_DATE, paytype;

CREATE TEMPORARY VIEW minmax_15min_corrected AS
SELECT
  RECORD_DATE,
  paytype,
  MIN(min_revenue) AS min_revenue,
  MAX(max_revenue) AS max_revenue,
  dt
FROM (
  SELECT RECORD_DATE, paytype, min_revenue, max_revenue, dt FROM minmax_15min
  UNION ALL
  SELECT RECORD_DATE, paytype, min_revenue, max_revenue, dt FROM late_revenue
)
GROUP BY dt, RECORD_DATE, paytype;

-- By label, as the report is: a label that ref.csv has changed since counts under both.
CREATE TEMPORARY VIEW count_revenue_15min_corrected AS
SELECT
  RECORD_DATE,
  Pay_type,
  SUM(record_count)                    AS record_count,
  CAST(SUM(revenue) AS DECIMAL(38, 6)) AS revenue,
  dt
FROM (
  SELECT RECORD_DATE, Pay_type, record_count, revenue, dt FROM count_revenue_15min
  UNION ALL
  SELECT RECORD_DATE, Pay_type, record_count, revenue, dt FROM late_revenue
)
GROUP BY dt, RECORD_DATE, Pay_type;

-- Provisional figures. They are looked for from the output folder down, because a batch has none and
-- Flink refuses to read a folder that is missing.

CREATE TEMPORARY TABLE open_15min_files (
  as_of        STRING,
  RECORD_DATE  STRING,
  paytype      STRING,
  record_count STRING,
  revenue      STRING,
  min_revenue  STRING,
  max_revenue  STRING
) WITH (
  'connector'                 = 'filesystem',
  'path'                      = '${output}',
  'source.path.regex-pattern' = '.*/open_totals/open_15min[.]csv',
  'format'                    = 'csv'
);

CREATE TEMPORARY VIEW open_15min AS
SELECT
  TO_TIMESTAMP(as_of, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')       AS as_of,
  TO_TIMESTAMP(RECORD_DATE, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS RECORD_DATE,
  CAST(NULLIF(NULLIF(paytype, 'paytype'), '') AS INT)           AS paytype,
  CAST(NULLIF(record_count, 'record_count') AS BIGINT)          AS record_count,
  CAST(NULLIF(revenue, 'revenue') AS DECIMAL(38, 6))            AS revenue,
  CAST(NULLIF(min_revenue, 'min_revenue') AS DECIMAL(38, 6))    AS min_revenue,
  CAST(NULLIF(max_revenue, 'max_revenue') AS DECIMAL(38, 6))    AS max_revenue
FROM open_15min_files
WHERE RECORD_DATE <> 'RECORD_DATE';

CREATE TEMPORARY TABLE open_daily_files (
  as_of         STRING,
  `date`        STRING,
  daily_revenue STRING
) WITH (
  'connector'                 = 'filesystem',
  'path'                      = '${output}',
  'source.path.regex-pattern' = '.*/open_totals/open_daily[.]csv',
  'format'                    = 'csv'
);

CREATE TEMPORARY VIEW open_daily AS
SELECT
  TO_TIMESTAMP(as_of, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')        AS as_of,
  CAST(NULLIF(`date`, 'date') AS DATE)                             AS `date`,
  CAST(NULLIF(daily_revenue, 'daily_revenue') AS DECIMAL(38, 6)) AS daily_revenue
FROM open_daily_files
WHERE `date` <> 'date';

-- The account of the files. A file may be called `file`, so the header is told by a number.

CREATE TEMPORARY TABLE file_ledger_files (
  file               STRING,
  size_bytes         STRING,
  status             STRING,
  `rows`             STRING,
  accepted           STRING,
  late               STRING,
  rejected           STRING,
  too_long           STRING,
  bad_quoting        STRING,
  wrong_column_count STRING,
  bad_record_date    STRING,
  bad_amount         STRING,
  future_record_date STRING,
  unknown_paytype    STRING,
  blank_lines        STRING,
  header_lines       STRING,
  revenue            STRING,
  first_record       STRING,
  last_record        STRING,
  read_at            STRING,
  dt                 STRING
) PARTITIONED BY (dt) WITH (
  'connector' = 'filesystem',
  'path'      = '${output}/file_ledger',
  'format'    = 'csv'
);

CREATE TEMPORARY VIEW file_ledger AS
SELECT
  file,
  CAST(NULLIF(size_bytes, 'size_bytes') AS BIGINT)                 AS size_bytes,
  status,
  CAST(NULLIF(`rows`, 'rows') AS BIGINT)                           AS `rows`,
  CAST(NULLIF(accepted, 'accepted') AS BIGINT)                     AS accepted,
  CAST(NULLIF(late, 'late') AS BIGINT)                             AS late,
  CAST(NULLIF(rejected, 'rejected') AS BIGINT)                     AS rejected,
  CAST(NULLIF(too_long, 'too_long') AS BIGINT)                     AS too_long,
  CAST(NULLIF(bad_quoting, 'bad_quoting') AS BIGINT)               AS bad_quoting,
  CAST(NULLIF(wrong_column_count, 'wrong_column_count') AS BIGINT) AS wrong_column_count,
  CAST(NULLIF(bad_record_date, 'bad_record_date') AS BIGINT)       AS bad_record_date,
  CAST(NULLIF(bad_amount, 'bad_amount') AS BIGINT)                 AS bad_amount,
  CAST(NULLIF(future_record_date, 'future_record_date') AS BIGINT) AS future_record_date,
  CAST(NULLIF(unknown_paytype, 'unknown_paytype') AS BIGINT)       AS unknown_paytype,
  CAST(NULLIF(blank_lines, 'blank_lines') AS BIGINT)               AS blank_lines,
  CAST(NULLIF(header_lines, 'header_lines') AS BIGINT)             AS header_lines,
  CAST(NULLIF(revenue, 'revenue') AS DECIMAL(38, 6))               AS revenue,
  TO_TIMESTAMP(first_record, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')   AS first_record,
  TO_TIMESTAMP(last_record, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')    AS last_record,
  TO_TIMESTAMP(read_at, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')        AS read_at,
  dt
FROM file_ledger_files
WHERE size_bytes <> 'size_bytes';

CREATE TEMPORARY TABLE file_days_files (
  file      STRING,
  accepted  STRING,
  late      STRING,
  debits    STRING,
  reversals STRING,
  revenue   STRING,
  dt        STRING
) PARTITIONED BY (dt) WITH (
  'connector' = 'filesystem',
  'path'      = '${output}/file_days',
  'format'    = 'csv'
);

CREATE TEMPORARY VIEW file_days AS
SELECT
  file,
  CAST(NULLIF(accepted, 'accepted') AS BIGINT)           AS accepted,
  CAST(NULLIF(late, 'late') AS BIGINT)                   AS late,
  CAST(NULLIF(debits, 'debits') AS DECIMAL(38, 6))       AS debits,
  CAST(NULLIF(reversals, 'reversals') AS DECIMAL(38, 6)) AS reversals,
  CAST(NULLIF(revenue, 'revenue') AS DECIMAL(38, 6))     AS revenue,
  dt
FROM file_days_files
WHERE accepted <> 'accepted';

-- Rejected lines can be anything, and Flink's CSV format fails on bytes that are not UTF-8. So these
-- files are read line by line: a rejected line never holds a line feed, hence one row is one line.
-- The six fields are taken apart by RFC 4180. Bytes that are not UTF-8 show as U+FFFD, nothing is lost.

CREATE TEMPORARY TABLE rejected_rows_files (
  csv BYTES,
  dt  STRING
) PARTITIONED BY (dt) WITH (
  'connector' = 'filesystem',
  'path'      = '${output}/rejected_rows',
  'format'    = 'raw'
);

CREATE TEMPORARY VIEW rejected_rows_fields AS
SELECT
  REGEXP_EXTRACT(csv, '^("(?:[^"]++|"")*+"|[^",]*+),([0-9]++),([A-Z_]++),([^,]*+),([^,]*+),', 1) AS file,
  REGEXP_EXTRACT(csv, '^("(?:[^"]++|"")*+"|[^",]*+),([0-9]++),([A-Z_]++),([^,]*+),([^,]*+),', 2) AS byte_offset,
  REGEXP_EXTRACT(csv, '^("(?:[^"]++|"")*+"|[^",]*+),([0-9]++),([A-Z_]++),([^,]*+),([^,]*+),', 3) AS reason,
  REGEXP_EXTRACT(csv, '^("(?:[^"]++|"")*+"|[^",]*+),([0-9]++),([A-Z_]++),([^,]*+),([^,]*+),', 4) AS record_date,
  REGEXP_EXTRACT(csv, '^("(?:[^"]++|"")*+"|[^",]*+),([0-9]++),([A-Z_]++),([^,]*+),([^,]*+),', 5) AS amount,
  REGEXP_EXTRACT(csv, '^("(?:[^"]++|"")*+"|[^",]*+),([0-9]++),([A-Z_]++),([^,]*+),([^,]*+),((?s:.*+))$', 6) AS line,
  dt
FROM (SELECT DECODE(csv, 'UTF-8') AS csv, dt FROM rejected_rows_files)
WHERE csv <> 'file,byte_offset,reason,record_date,amount,line';

CREATE TEMPORARY VIEW rejected_rows AS
SELECT
  CASE WHEN file LIKE '"%'
    THEN REPLACE(SUBSTRING(file, 2, CHAR_LENGTH(file) - 2), '""', '"') ELSE file END AS file,
  CAST(byte_offset AS BIGINT)                                                        AS byte_offset,
  reason,
  TO_TIMESTAMP(record_date, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''')                      AS record_date,
  CAST(NULLIF(amount, '') AS DECIMAL(38, 6))                                         AS amount,
  CASE WHEN line LIKE '"%'
    THEN REPLACE(SUBSTRING(line, 2, CHAR_LENGTH(line) - 2), '""', '"') ELSE line END AS line,
  dt
FROM rejected_rows_fields;

-- The labels that the job uses. The job has refused any line that could not be read but blank ones.

CREATE TEMPORARY TABLE paytypes_files (
  `PayType` STRING,
  `value`   STRING
) WITH (
  'connector'                      = 'filesystem',
  'path'                           = '${reference}',
  'format'                         = 'csv',
  'csv.trim-spaces'                = 'true',
  'csv.ignore-trailing-unmappable' = 'true',
  'csv.ignore-parse-errors'        = 'true'
);

CREATE TEMPORARY VIEW paytypes AS
SELECT
  TRY_CAST(REGEXP_EXTRACT(TRIM(`PayType`), '^([+-]?[0-9]+)(?:[.]0+)?$', 1) AS INT) AS paytype,
  TRIM(`value`)                                                                    AS label
FROM paytypes_files
WHERE TRY_CAST(REGEXP_EXTRACT(TRIM(`PayType`), '^([+-]?[0-9]+)(?:[.]0+)?$', 1) AS INT) IS NOT NULL;

-- The input, line by line, also of *.gz and of folders below it. Hidden files are no input (. and _).
-- Every line is here, header lines and rejected ones too. file is named as in file_ledger.

CREATE TEMPORARY TABLE raw_files (
  line_bytes BYTES,
  path       STRING METADATA FROM 'file.path'
) WITH (
  'connector' = 'filesystem',
  'path'      = '${input}',
  'format'    = 'raw'
);

CREATE TEMPORARY VIEW raw_lines AS
SELECT
  SUBSTRING(path, CHAR_LENGTH(REGEXP_REPLACE('${input}', '^file:/*(?=/)|^[a-z0-9]+://[^/]*|/+$', '')) + 2) AS file,
  DECODE(line_bytes, 'UTF-8') AS line
FROM raw_files;

-- The input's lines that have 16 columns, without header lines. The columns are text as it came, but for
-- quotes and blanks around it. record_time, pay_type_code and amount are the three that count, NULL
-- where they cannot be read. It is no second opinion on the reports: the job's rules for a row are
-- stricter (see rejected_rows), and where a file's header names other columns or another order the job
-- follows it. Here the order is always the one below. raw_headers lists the headers that there are.

-- (The fields are taken apart once for each line: in an expression for each column they would be every
-- time. Badly quoted lines come out with fewer fields.)
CREATE TEMPORARY VIEW raw_fields AS
SELECT file, line, fields
FROM raw_lines CROSS JOIN UNNEST(ARRAY[ROW(
  CASE WHEN line LIKE '%"%'
    THEN REGEXP_EXTRACT_ALL(line, '(?:^|\G,)("(?:[^"]++|"")*+"|(?!")[^,]*+)(?=,|\z)', 1)
    ELSE SPLIT(line, ',') END)]) AS t (fields)
WHERE CARDINALITY(fields) = 16;

CREATE TEMPORARY VIEW raw_sms AS
SELECT
  file,
  TRIM(CASE WHEN fields[1] LIKE '"%' THEN REPLACE(SUBSTRING(fields[1], 2, CHAR_LENGTH(fields[1]) - 2), '""', '"') ELSE fields[1] END) AS ROAMSTATE_519,
  TRIM(CASE WHEN fields[2] LIKE '"%' THEN REPLACE(SUBSTRING(fields[2], 2, CHAR_LENGTH(fields[2]) - 2), '""', '"') ELSE fields[2] END) AS CUST_LOCAL_START_DATE_15,
  TRIM(CASE WHEN fields[3] LIKE '"%' THEN REPLACE(SUBSTRING(fields[3], 2, CHAR_LENGTH(fields[3]) - 2), '""', '"') ELSE fields[3] END) AS CDR_ID_1,
  TRIM(CASE WHEN fields[4] LIKE '"%' THEN REPLACE(SUBSTRING(fields[4], 2, CHAR_LENGTH(fields[4]) - 2), '""', '"') ELSE fields[4] END) AS CDR_SUB_ID_2,
  TRIM(CASE WHEN fields[5] LIKE '"%' THEN REPLACE(SUBSTRING(fields[5], 2, CHAR_LENGTH(fields[5]) - 2), '""', '"') ELSE fields[5] END) AS CDR_TYPE_3,
  TRIM(CASE WHEN fields[6] LIKE '"%' THEN REPLACE(SUBSTRING(fields[6], 2, CHAR_LENGTH(fields[6]) - 2), '""', '"') ELSE fields[6] END) AS SPLIT_CDR_REASON_4,
  TRIM(CASE WHEN fields[7] LIKE '"%' THEN REPLACE(SUBSTRING(fields[7], 2, CHAR_LENGTH(fields[7]) - 2), '""', '"') ELSE fields[7] END) AS RECORD_DATE,
  TRIM(CASE WHEN fields[8] LIKE '"%' THEN REPLACE(SUBSTRING(fields[8], 2, CHAR_LENGTH(fields[8]) - 2), '""', '"') ELSE fields[8] END) AS PAYTYPE_515,
  TRIM(CASE WHEN fields[9] LIKE '"%' THEN REPLACE(SUBSTRING(fields[9], 2, CHAR_LENGTH(fields[9]) - 2), '""', '"') ELSE fields[9] END) AS DEBIT_AMOUNT_42,
  TRIM(CASE WHEN fields[10] LIKE '"%' THEN REPLACE(SUBSTRING(fields[10], 2, CHAR_LENGTH(fields[10]) - 2), '""', '"') ELSE fields[10] END) AS SERVICEFLOW_498,
  TRIM(CASE WHEN fields[11] LIKE '"%' THEN REPLACE(SUBSTRING(fields[11], 2, CHAR_LENGTH(fields[11]) - 2), '""', '"') ELSE fields[11] END) AS EVENTSOURCE_CATE_17,
  TRIM(CASE WHEN fields[12] LIKE '"%' THEN REPLACE(SUBSTRING(fields[12], 2, CHAR_LENGTH(fields[12]) - 2), '""', '"') ELSE fields[12] END) AS USAGE_SERVICE_TYPE_19,
  TRIM(CASE WHEN fields[13] LIKE '"%' THEN REPLACE(SUBSTRING(fields[13], 2, CHAR_LENGTH(fields[13]) - 2), '""', '"') ELSE fields[13] END) AS SPECIALNUMBERINDICATOR_534,
  TRIM(CASE WHEN fields[14] LIKE '"%' THEN REPLACE(SUBSTRING(fields[14], 2, CHAR_LENGTH(fields[14]) - 2), '""', '"') ELSE fields[14] END) AS BE_ID_30,
  TRIM(CASE WHEN fields[15] LIKE '"%' THEN REPLACE(SUBSTRING(fields[15], 2, CHAR_LENGTH(fields[15]) - 2), '""', '"') ELSE fields[15] END) AS CALLEDPARTYIMSI_495,
  TRIM(CASE WHEN fields[16] LIKE '"%' THEN REPLACE(SUBSTRING(fields[16], 2, CHAR_LENGTH(fields[16]) - 2), '""', '"') ELSE fields[16] END) AS CALLINGPARTYIMSI_494,
  TO_TIMESTAMP(TRIM(BOTH '" ' FROM fields[7]), 'yyyy/MM/dd HH:mm:ss')                     AS record_time,
  TRY_CAST(REGEXP_EXTRACT(fields[8], '^[" ]*([+-]?[0-9]+)(?:[.]0+)?[" ]*$', 1) AS INT) AS pay_type_code,
  TRY_CAST(TRIM(BOTH '" ' FROM fields[9]) AS DECIMAL(38, 2))                              AS amount
FROM raw_fields
WHERE NOT (line LIKE '%RECORD_DATE%' AND line LIKE '%PAYTYPE_515%' AND line LIKE '%DEBIT_AMOUNT_42%');

CREATE TEMPORARY VIEW raw_headers AS
SELECT file, line
FROM raw_lines
WHERE line LIKE '%RECORD_DATE%' AND line LIKE '%PAYTYPE_515%' AND line LIKE '%DEBIT_AMOUNT_42%';

-- Whose output this is. (_sms-reports/run.json is one object over several lines.)

CREATE TEMPORARY TABLE run_files (
  line STRING
) WITH (
  'connector' = 'filesystem',
  'path'      = '${output}/_sms-reports/run.json',
  'format'    = 'raw'
);

CREATE TEMPORARY VIEW run AS
SELECT
  JSON_VALUE(json, '$.runId')     AS run,
  JSON_VALUE(json, '$.mode')      AS mode,
  JSON_VALUE(json, '$.status')    AS status,
  JSON_VALUE(json, '$.createdAt') AS created_at,
  JSON_VALUE(json, '$.input')     AS input,
  CAST(JSON_VALUE(json, '$.settings["--amount-divisor"]') AS INT) AS amount_divisor,
  COALESCE(JSON_VALUE(json, '$.settings["--time-zone"]'), 'UTC')  AS time_zone
FROM (SELECT LISTAGG(line, ' ') AS json FROM run_files);
