/** The job that turns charged-SMS files into revenue reports. */
package io.smsreports;
