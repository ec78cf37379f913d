/**
 * The audit outputs, which hold every file and row: rejected_rows, file_ledger, file_days, and
 * metrics.
 */
package io.smsreports.ledger;
