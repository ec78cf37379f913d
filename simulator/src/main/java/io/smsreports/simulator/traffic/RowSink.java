package io.smsreports.simulator.traffic;

import java.io.IOException;

/** Takes rows in the order of their arrival. */
@FunctionalInterface
public interface RowSink {

    /**
     * Takes the row that arrives next.
     *
     * @param second its event time, in seconds since 1970, UTC
     * @param paytype the code, not negative
     * @param amountMinor in hundredths
     */
    void row(long second, int paytype, long amountMinor) throws IOException;
}
