-- What did each day earn in its published windows and late money, and how much more or less than the
-- day before? A full day has 96 windows. Compare days only of as many.
SELECT
  dt,
  windows,
  revenue,
  revenue - LAG(revenue) OVER (ORDER BY dt) AS more_than_the_day_before
FROM (
  SELECT dt, COUNT(DISTINCT RECORD_DATE) AS windows, SUM(revenue) AS revenue
  FROM revenue_15min_corrected
  GROUP BY dt
)
ORDER BY dt;
