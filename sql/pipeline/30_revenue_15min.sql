-- Report 2: revenue by 15 minutes and paytype.
-- Input: revenue_windows. Output: RECORD_DATE (the window's start), paytype (empty: none), revenue.
CREATE TEMPORARY TABLE revenue_15min (
  RECORD_DATE TIMESTAMP(3),
  paytype     INT,
  revenue     DECIMAL(38, 6),
  dt          STRING,
  PRIMARY KEY (RECORD_DATE, paytype) NOT ENFORCED
) PARTITIONED BY (dt) WITH (
  'connector'     = 'report-csv',
  'path'          = '${output}/revenue_15min',
  'file-prefix'   = 'revenue_15min-${run}',
  'log-published' = '${log-published}'
);

INSERT INTO revenue_15min
SELECT window_start, paytype, revenue, dt
FROM revenue_windows;
