/**
 * Reads what an output has published and adds it up: {@link
 * io.smsreports.reconcile.output.PublishedOutput} reads the files in an order that is sound for a
 * live output, and {@link io.smsreports.reconcile.output.OutputTotals} holds the figures.
 */
package io.smsreports.reconcile.output;
