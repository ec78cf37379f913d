/**
 * Finds the CDR files of the input and reads them as blocks of whole lines: enumerator, splits,
 * reader.
 */
package io.smsreports.source;
