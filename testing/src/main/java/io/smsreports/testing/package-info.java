/** What tests of several modules share. Knows nothing of the code under test. */
package io.smsreports.testing;
