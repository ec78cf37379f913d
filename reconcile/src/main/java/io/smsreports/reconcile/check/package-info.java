/** The checks of a reconciliation, each of one kind of figures against the others. */
package io.smsreports.reconcile.check;
