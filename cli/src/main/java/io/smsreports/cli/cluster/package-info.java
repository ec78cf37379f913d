/**
 * A Flink cluster on this machine without Docker: JobManager and TaskManagers as processes, made of
 * Flink's published jars.
 */
package io.smsreports.cli.cluster;
