/**
 * A Flink cluster on this machine without Docker: JobManager and TaskManagers as processes of their
 * own, made of Flink's published jars.
 */
package io.smsreports.cluster;
