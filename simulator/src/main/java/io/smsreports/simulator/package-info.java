/**
 * The simulator: makes, cuts and delivers files of charged SMS to try and test the reports with. It
 * shares no code with the job, so that its answer key is an opinion of its own.
 *
 * <p>Start reading at {@link io.smsreports.simulator.Simulate}, the command line. Each command has
 * a package: generate, split, replay, reference. On the way from {@code generate} to its files:
 * traffic (what rows there are, when and for how much) → generate (rows as lines, faults) →
 * answerkey (what the reports must say of them) and files (which appear together or not at all).
 * Package command has what all commands share. Each package uses only those named behind it:
 * simulator → the four commands → traffic, answerkey → files → command.
 */
package io.smsreports.simulator;
