/** From bytes to rows, without Flink: lines, fields, dates and amounts. */
package io.smsreports.parse;
