-- Report 1: revenue by day, the sum of the day's windows.
-- Input: revenue_windows. Output: date, daily_revenue.
CREATE TEMPORARY VIEW closed_windows AS
SELECT window_time AS closed_at, revenue
FROM revenue_windows;

CREATE TEMPORARY TABLE daily_revenue (
  `date`        STRING,
  daily_revenue DECIMAL(38, 6),
  dt            STRING,
  PRIMARY KEY (`date`) NOT ENFORCED
) PARTITIONED BY (dt) WITH (
  'connector'     = 'report-csv',
  'path'          = '${output}/daily_revenue',
  'file-prefix'   = 'daily_revenue-${run}',
  'log-published' = '${log-published}'
);

INSERT INTO daily_revenue
SELECT
  DATE_FORMAT(window_start, 'uuuu-MM-dd'),
  SUM(revenue),
  DATE_FORMAT(window_start, 'uuuu-MM-dd')
FROM TABLE(TUMBLE(TABLE closed_windows, DESCRIPTOR(closed_at), INTERVAL '1' DAY))
GROUP BY window_start, window_end;
