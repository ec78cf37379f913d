-- Which quarters of an hour earned most, late money included?
SELECT
  RECORD_DATE,
  SUM(revenue) AS revenue
FROM revenue_15min_corrected
GROUP BY RECORD_DATE
ORDER BY revenue DESC, RECORD_DATE
LIMIT 5;
