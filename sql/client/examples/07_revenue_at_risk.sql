-- How much money is not in the published reports? Rejected: as far as it could be read, and only once
-- the billing system sends it again. Late: booked. Open: to be published.
SELECT
  'rejected'                                             AS what,
  COUNT(*)                                               AS records,
  CAST(SUM(amount / amount_divisor) AS DECIMAL(38, 6)) AS revenue
FROM rejected_rows CROSS JOIN run
UNION ALL
SELECT 'late', SUM(record_count), SUM(revenue) FROM late_revenue
UNION ALL
SELECT 'open', SUM(record_count), SUM(revenue) FROM open_15min
ORDER BY what;
