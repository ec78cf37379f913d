-- Report 4: records and revenue by 15 minutes and label of the paytype. Codes that share a label
-- are one row; a code that the reference lacks is 'Unknown (<code>)', no code is 'Unknown'.
-- Input: revenue_windows, paytypes. Output: RECORD_DATE (the window's start), Pay_type,
-- record_count, revenue.
CREATE TEMPORARY VIEW labelled_windows AS
SELECT
  w.window_time AS labelled_time,
  w.dt,
  CASE
    WHEN w.paytype IS NULL THEN 'Unknown'
    WHEN p.label IS NULL THEN 'Unknown (' || CAST(w.paytype AS STRING) || ')'
    ELSE p.label
  END AS label,
  w.record_count,
  w.revenue
FROM (SELECT *, PROCTIME() AS looked_up_at FROM revenue_windows) AS w
LEFT JOIN paytypes FOR SYSTEM_TIME AS OF w.looked_up_at AS p ON w.paytype = p.paytype;

CREATE TEMPORARY TABLE count_revenue_15min (
  RECORD_DATE  TIMESTAMP(3),
  Pay_type     STRING,
  record_count BIGINT,
  revenue      DECIMAL(38, 6),
  dt           STRING,
  PRIMARY KEY (RECORD_DATE, Pay_type) NOT ENFORCED
) PARTITIONED BY (dt) WITH (
  'connector'     = 'report-csv',
  'path'          = '${output}/count_revenue_15min',
  'file-prefix'   = 'count_revenue_15min-${run}',
  'log-published' = '${log-published}'
);

INSERT INTO count_revenue_15min
SELECT
  window_start,
  label,
  SUM(record_count),
  SUM(revenue),
  dt
FROM TABLE(TUMBLE(TABLE labelled_windows, DESCRIPTOR(labelled_time), INTERVAL '15' MINUTES))
GROUP BY window_start, window_end, dt, label;
