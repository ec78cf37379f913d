/** What the job writes: CSV files in dated folders, their publication, and small replaced files. */
package io.smsreports.output;
