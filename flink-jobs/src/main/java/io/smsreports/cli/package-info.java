/**
 * The commands of {@code ./sms-reports}: each reads its flags, does its work and says how it went.
 */
package io.smsreports.cli;
