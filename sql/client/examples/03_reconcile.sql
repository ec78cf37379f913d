-- Do the reports agree? Each query lists differences only, so an empty one says that they do.
-- While a job publishes, its files of one commit show up one after the other: ask again then.

-- Report 2 (by paytype) against report 4 (by label), in every window.
SELECT
  COALESCE(r2.RECORD_DATE, r4.RECORD_DATE) AS RECORD_DATE,
  r2.revenue                               AS by_paytype,
  r4.revenue                               AS by_label
FROM (
  SELECT RECORD_DATE, SUM(revenue) AS revenue FROM revenue_15min GROUP BY RECORD_DATE
) AS r2
FULL OUTER JOIN (
  SELECT RECORD_DATE, SUM(revenue) AS revenue FROM count_revenue_15min GROUP BY RECORD_DATE
) AS r4 ON r2.RECORD_DATE = r4.RECORD_DATE
WHERE r2.revenue IS DISTINCT FROM r4.revenue;

-- Report 1 against the day's windows in report 2, for days that are published.
SELECT
  r1.`date`,
  r1.daily_revenue,
  r2.revenue AS by_window
FROM daily_revenue AS r1
LEFT JOIN (
  SELECT dt, SUM(revenue) AS revenue FROM revenue_15min GROUP BY dt
) AS r2 ON r1.dt = r2.dt
WHERE r1.daily_revenue IS DISTINCT FROM r2.revenue;
