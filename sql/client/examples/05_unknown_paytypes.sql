-- Which paytypes does ref.csv lack, and what do they come to? Unknown alone: no readable paytype.
SELECT
  Pay_type,
  SUM(record_count) AS record_count,
  SUM(revenue)      AS revenue,
  MIN(RECORD_DATE)  AS first_window,
  MAX(RECORD_DATE)  AS last_window
FROM count_revenue_15min_corrected
WHERE Pay_type NOT IN (SELECT label FROM paytypes)
GROUP BY Pay_type
ORDER BY revenue DESC;
