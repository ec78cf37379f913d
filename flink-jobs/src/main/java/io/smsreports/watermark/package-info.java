/**
 * Event time: how far the input has come, which rows are late, and the sums of the windows that are
 * still open.
 */
package io.smsreports.watermark;
