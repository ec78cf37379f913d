/**
 * Who may publish on an output: a log of owners and commits, each entry of which only one process
 * can create. No clock is compared.
 */
package io.smsreports.ownership;
