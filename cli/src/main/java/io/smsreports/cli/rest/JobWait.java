package io.smsreports.cli.rest;

import java.time.Duration;

/**
 * That a job has failed and has not completed a checkpoint since.
 *
 * @param since how long ago it failed for the first time
 * @param reason its last failure in one line
 */
public record JobWait(Duration since, String reason) {}
