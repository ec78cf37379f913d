-- The reference: which label a paytype code has. Read from ref.csv (header PayType,value) and read
-- again when that file changes.
-- Columns: paytype, label
CREATE TEMPORARY TABLE paytypes (
  paytype INT,
  label   STRING
) WITH (
  'connector' = 'reference-csv',
  'path'      = '${reference}'
);
