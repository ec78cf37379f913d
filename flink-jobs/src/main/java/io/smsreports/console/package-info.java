/** What a command puts on the screen and into its log file. */
package io.smsreports.console;
