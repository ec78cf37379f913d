/**
 * One report as one table: {@link io.smsreports.reconcile.report.PublishedReport} as it was
 * published, {@link io.smsreports.reconcile.report.CorrectedReport} with what came late and what is
 * open.
 */
package io.smsreports.reconcile.report;
