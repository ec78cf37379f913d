/** The reference file that names the paytypes, and its lookup table in SQL. */
package io.smsreports.reference;
