/**
 * Ad hoc SQL: Flink's own SQL client, started on a cluster with the tables of {@code sql/client}.
 */
package io.smsreports.cli.sqlclient;
