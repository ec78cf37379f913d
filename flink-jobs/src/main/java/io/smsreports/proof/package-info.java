/**
 * What an analyst does with a published output, without a cluster: take one report out of its part
 * files, prove that every row is accounted for, and compare two outputs.
 *
 * <p>Start reading at {@link io.smsreports.proof.Reconciliation}. All figures come from {@link
 * io.smsreports.proof.Books}, which {@link io.smsreports.proof.PublishedOutput} reads from the
 * published files alone: nothing is asked of a running job.
 */
package io.smsreports.proof;
