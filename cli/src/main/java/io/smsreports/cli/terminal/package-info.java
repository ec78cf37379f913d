/** What a command prints on the terminal and writes to its log file. */
package io.smsreports.cli.terminal;
