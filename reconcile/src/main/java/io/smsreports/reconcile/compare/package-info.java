/** Compares two outputs report by report, whoever wrote them. */
package io.smsreports.reconcile.compare;
