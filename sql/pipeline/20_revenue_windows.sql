-- The one aggregate that all reports derive from: every 15 minutes of event time and paytype.
-- Input:   revenue_slices (event_time, dt, paytype, record_count, amount, min_amount, max_amount):
--          partial sums of accepted rows that come in time; amounts as the billing system writes
--          them. A slice lies within one minute. Times are UTC; dt is the day of the slice's window
--          in the run's time zone, as text.
-- Columns: window_start, window_end, window_time, dt, paytype (NULL: none), record_count, revenue,
--          min_revenue, max_revenue
-- Revenue is the amount divided by the amount divisor, exactly: the divisor divides 10,000, and
-- amounts have 2 decimals, so 6 decimals hold every quotient.
CREATE TEMPORARY VIEW revenue_windows AS
SELECT
  window_start,
  window_end,
  window_time,
  dt,
  paytype,
  SUM(record_count)                                            AS record_count,
  CAST(SUM(amount)     / ${amount-divisor} AS DECIMAL(38, 6)) AS revenue,
  CAST(MIN(min_amount) / ${amount-divisor} AS DECIMAL(38, 6)) AS min_revenue,
  CAST(MAX(max_amount) / ${amount-divisor} AS DECIMAL(38, 6)) AS max_revenue
FROM TABLE(TUMBLE(TABLE revenue_slices, DESCRIPTOR(event_time), INTERVAL '15' MINUTES))
GROUP BY window_start, window_end, window_time, dt, paytype;
