/**
 * The commands of {@code ./sms-reports}: each reads its flags, does its work and reports the
 * result.
 */
package io.smsreports.cli;
