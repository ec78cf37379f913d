-- Report 1: revenue by day.
-- Input: day_slices (last_window, dt, paytype, record_count, amount, min_amount, max_amount): the
--        slices of revenue_slices, each with the start of its day's last window. So a window of 15
--        minutes over it is a whole day, be it of 23, 24 or 25 hours.
-- Output: date (a day in the run's time zone), daily_revenue.
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
SELECT dt, CAST(SUM(amount) / ${amount-divisor} AS DECIMAL(38, 6)), dt
FROM TABLE(TUMBLE(TABLE day_slices, DESCRIPTOR(last_window), INTERVAL '15' MINUTES))
GROUP BY window_start, window_end, dt;
