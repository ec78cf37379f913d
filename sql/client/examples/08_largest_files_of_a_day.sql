-- Which files made this day's revenue? Put your date here.
SELECT
  file,
  accepted,
  late,
  debits,
  reversals,
  revenue
FROM file_days
WHERE dt = '2020-08-30'
ORDER BY revenue DESC, file
LIMIT 5;
