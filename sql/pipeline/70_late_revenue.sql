-- What came after its window was published; never mixed into the reports. Streaming only: in batch
-- nothing is late. One row per window, paytype, file and commit.
-- Input: late_slices (window_start, dt, paytype, record_count, amount, min_amount, max_amount, file,
--        booked_at), paytypes.
-- Output: RECORD_DATE (the missed window's start), paytype (empty: none), Pay_type, record_count,
--         revenue, min_revenue, max_revenue, file, booked_at.
-- The reference under a second name: the planner would share one scan of it between the two
-- lookups, and a shared scan can't be looked up in.
CREATE TEMPORARY TABLE late_paytypes LIKE paytypes;

CREATE TEMPORARY TABLE late_revenue (
  RECORD_DATE  TIMESTAMP(3),
  paytype      INT,
  Pay_type     STRING,
  record_count BIGINT,
  revenue      DECIMAL(38, 6),
  min_revenue  DECIMAL(38, 6),
  max_revenue  DECIMAL(38, 6),
  file         STRING,
  booked_at    TIMESTAMP(3),
  dt           STRING,
  PRIMARY KEY (RECORD_DATE, paytype, Pay_type, file, booked_at) NOT ENFORCED
) PARTITIONED BY (dt) WITH (
  'connector'     = 'report-csv',
  'path'          = '${output}/late_revenue',
  'file-prefix'   = 'late_revenue-${run}',
  'log-published' = '${log-published}'
);

INSERT INTO late_revenue
SELECT
  s.window_start,
  s.paytype,
  CASE
    WHEN s.paytype IS NULL THEN 'Unknown'
    WHEN p.label IS NULL THEN 'Unknown (' || CAST(s.paytype AS STRING) || ')'
    ELSE p.label
  END,
  s.record_count,
  CAST(s.amount     / ${amount-divisor} AS DECIMAL(38, 6)),
  CAST(s.min_amount / ${amount-divisor} AS DECIMAL(38, 6)),
  CAST(s.max_amount / ${amount-divisor} AS DECIMAL(38, 6)),
  s.file,
  s.booked_at,
  s.dt
FROM (SELECT *, PROCTIME() AS looked_up_at FROM late_slices) AS s
LEFT JOIN late_paytypes FOR SYSTEM_TIME AS OF s.looked_up_at AS p ON s.paytype = p.paytype;
