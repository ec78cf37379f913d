/**
 * Reads a published output as its users do, without a cluster: takes one report out of its part
 * files, checks that every row is accounted for, and compares two outputs.
 *
 * <p>Start reading at {@link io.smsreports.reconcile.Reconciliation}. All figures come from {@link
 * io.smsreports.reconcile.output.OutputTotals}, which {@link
 * io.smsreports.reconcile.output.PublishedOutput} reads from the published files alone; no running
 * job is asked.
 */
package io.smsreports.reconcile;
