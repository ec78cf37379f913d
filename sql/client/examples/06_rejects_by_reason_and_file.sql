-- Which files have lines that do not count, and why? amount is what could still be read of it.
SELECT
  reason,
  file,
  COUNT(*)         AS `lines`,
  SUM(amount)      AS amount,
  MIN(byte_offset) AS first_at
FROM rejected_rows
GROUP BY reason, file
ORDER BY `lines` DESC, reason, file;
