/** How outputs lie on disk: CSV files in dated folders, and when they are committed. */
package io.smsreports.sink;
