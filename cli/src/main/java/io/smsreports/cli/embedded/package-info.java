/** The job and Flink itself in one JVM: the cluster, the job on it, and what ends them. */
package io.smsreports.cli.embedded;
