/** Figures that depend on the machine: commands, no tests. */
package io.smsreports.integration.measure;
