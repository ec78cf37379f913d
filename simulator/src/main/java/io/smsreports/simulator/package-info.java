/** The simulator: makes files of charged SMS records to try and test the reports with. */
package io.smsreports.simulator;
