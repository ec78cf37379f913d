-- Report 3: the smallest and the greatest revenue of one record, by 15 minutes and paytype.
-- Input: revenue_windows. Output: RECORD_DATE (the window's start), paytype (empty: none),
-- min_revenue, max_revenue.
CREATE TEMPORARY TABLE minmax_15min (
  RECORD_DATE TIMESTAMP(3),
  paytype     INT,
  min_revenue DECIMAL(38, 6),
  max_revenue DECIMAL(38, 6),
  dt          STRING,
  PRIMARY KEY (RECORD_DATE, paytype) NOT ENFORCED
) PARTITIONED BY (dt) WITH (
  'connector'     = 'report-csv',
  'path'          = '${output}/minmax_15min',
  'file-prefix'   = 'minmax_15min-${run}',
  'log-published' = '${log-published}'
);

INSERT INTO minmax_15min
SELECT window_start, paytype, min_revenue, max_revenue, dt
FROM revenue_windows;
