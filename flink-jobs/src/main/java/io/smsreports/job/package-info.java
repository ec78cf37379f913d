/** The job's main, its settings, and the pipeline from files to reports. */
package io.smsreports.job;
