/**
 * The reports, as {@code sql/pipeline} defines them, and the two table connectors that these files
 * use.
 */
package io.smsreports.sql;
