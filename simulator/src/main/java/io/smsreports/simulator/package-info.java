/**
 * The simulator: makes, cuts and delivers files of charged SMS to try and test the reports with. It
 * shares no code with the job, so that its answer key is an opinion of its own.
 *
 * <p>Start reading at {@link io.smsreports.simulator.Simulate}, the command line; each command is a
 * class: Generate, Split, Replay, Reference. What {@code generate} does, in the order in which rows
 * flow: DailyTraffic or ReferenceHour → Delivery (RowFaults, PlannedFile) → FileInWork → FileSet,
 * and beside it FileAccount → AnswerKey.
 */
package io.smsreports.simulator;
