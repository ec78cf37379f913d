package io.smsreports.reconcile.output;

import java.math.BigDecimal;

/**
 * What the figures say of one event date.
 *
 * @param read its rows in file_days: those of the files that are read to their end
 * @param revenue the sum of report 2
 * @param counted the sum of report 4
 * @param late the sum of late_revenue
 * @param open the sum of the windows that are in no report
 */
public record DateTotals(
        FileDayTotals read, BigDecimal revenue, RecordSum counted, RecordSum late, RecordSum open) {

    /** Records that are published, late or open. */
    public long records() {
        return counted.records() + late.records() + open.records();
    }

    /** The day's revenue as known so far: published, late and open. */
    public BigDecimal net() {
        return revenue.add(late.revenue()).add(open.revenue());
    }
}
