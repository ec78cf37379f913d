/** What flows between the stages, and what a window and a paytype are. */
package io.smsreports.model;
