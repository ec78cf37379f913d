/** From the rows of a block to its slices (sums by minute and paytype) and its line counts. */
package io.smsreports.reduce;
