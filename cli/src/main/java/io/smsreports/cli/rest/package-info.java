/** A job seen from outside, through Flink's REST API: embedded or on a cluster. */
package io.smsreports.cli.rest;
