/** What becomes of a job that fails: it waits and tries again, or it ends for good. */
package io.smsreports.failure;
