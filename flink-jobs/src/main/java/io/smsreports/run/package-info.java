/**
 * Whether, and from where, a run may start on an output; and how a batch publishes all or nothing.
 *
 * <p>Start reading at {@link io.smsreports.run.RunRules}. What it knows of an output lies in {@code
 * OUTPUT_BASE/_sms-reports}: {@link io.smsreports.run.RunRecord run.json} (whose output it is),
 * {@link io.smsreports.run.Heartbeat heartbeat.json} (whether that job is alive), {@link
 * io.smsreports.run.ClosedOutput closed.json} (whether its input has ended) and {@link
 * io.smsreports.run.PublishJournal publish.json} (a batch that is being published). Each of these
 * files is replaced as a whole: a reader finds the old one or the new one.
 */
package io.smsreports.run;
