-- Is every row accounted for?

-- Files whose rows are not accepted or rejected, or that could not be read whole. Empty is good.
SELECT file, status, `rows`, accepted, rejected
FROM file_ledger
WHERE `rows` <> accepted + rejected OR status <> 'OK'
ORDER BY file;

-- Accepted rows against those in the reports, late, and open. missing is 0 when the job has stopped. While
-- it runs, a file that is being read is in the reports before it is in the ledger.
SELECT
  accepted,
  published,
  late,
  `open`,
  accepted - published - late - `open` AS missing
FROM
  (SELECT COALESCE(SUM(accepted), 0) AS accepted FROM file_ledger),
  (SELECT COALESCE(SUM(record_count), 0) AS published FROM count_revenue_15min),
  (SELECT COALESCE(SUM(record_count), 0) AS late FROM late_revenue),
  (SELECT COALESCE(SUM(record_count), 0) AS `open` FROM open_15min);
