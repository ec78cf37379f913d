-- Which records of the input were charged most? amount is as charged, revenue a tenth of it.
SELECT
  file,
  record_time,
  CDR_ID_1,
  CALLINGPARTYIMSI_494,
  pay_type_code,
  amount
FROM raw_sms
WHERE amount IS NOT NULL
ORDER BY amount DESC, record_time, CDR_ID_1
LIMIT 5;
