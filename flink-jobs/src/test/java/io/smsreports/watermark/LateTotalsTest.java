package io.smsreports.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.LateSlice;
import io.smsreports.model.RevenueSlice;
import io.smsreports.watermark.LateTotals.LateRow;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LateTotalsTest {

    private OneInputStreamOperatorTestHarness<LateSlice, LateRow> totals;

    @BeforeEach
    void openTheOperator() throws Exception {
        totals = new OneInputStreamOperatorTestHarness<>(new LateTotals());
        totals.open();
    }

    @AfterEach
    void closeTheOperator() throws Exception {
        totals.close();
    }

    @Test
    void givesOneRowAWindowPaytypeAndFileWithEachCheckpoint() throws Exception {
        late("b.csv", "00:00", 1, 5);
        late("a.csv", "00:14", 1, 10);
        late("a.csv", "00:00", 1, -30);
        late("a.csv", "00:15", 1, 7);
        late("a.csv", "00:00", 0, 8);
        late("a.csv", "00:00", RevenueSlice.NO_PAYTYPE, 9);
        assertThat(rows()).isEmpty();

        totals.prepareSnapshotPreBarrier(1);

        assertThat(rows())
                .containsExactly(
                        "00:00:00Z -2147483648 a.csv 2 rows 9 (9 to 9)",
                        "00:00:00Z 0 a.csv 2 rows 8 (8 to 8)",
                        "00:00:00Z 1 a.csv 4 rows -20 (-30 to 10)",
                        "00:00:00Z 1 b.csv 2 rows 5 (5 to 5)",
                        "00:15:00Z 1 a.csv 2 rows 7 (7 to 7)");
    }

    @Test
    void holdsNothingOverTheBarrier() throws Exception {
        late("a.csv", "00:00", 1, 10);
        totals.prepareSnapshotPreBarrier(1);
        totals.getOutput().clear();

        totals.prepareSnapshotPreBarrier(2);
        assertThat(rows()).isEmpty();

        late("a.csv", "00:00", 1, 3);
        totals.prepareSnapshotPreBarrier(3);
        assertThat(rows()).containsExactly("00:00:00Z 1 a.csv 2 rows 3 (3 to 3)");
    }

    @Test
    void givesTheRestWhenTheInputEnds() throws Exception {
        late("a.csv", "00:00", 1, 10);

        totals.getOperator().finish();
        assertThat(rows()).hasSize(1);

        totals.prepareSnapshotPreBarrier(1);
        assertThat(rows()).hasSize(1);
    }

    @Test
    void isExactBeyondTheRangeOfALong() throws Exception {
        late("a.csv", "00:00", 1, Long.MAX_VALUE);
        late("a.csv", "00:00", 1, Long.MAX_VALUE);

        totals.prepareSnapshotPreBarrier(1);

        assertThat(totals.extractOutputValues().get(0).totals().amountMinor)
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).shiftLeft(1));
    }

    @Test
    void saysWhenTheRowsWereBooked() throws Exception {
        late("a.csv", "00:00", 1, 10);
        long before = System.currentTimeMillis();
        totals.prepareSnapshotPreBarrier(1);

        assertThat(totals.extractOutputValues().get(0).bookedAtMillis())
                .isBetween(before, System.currentTimeMillis());
    }

    private void late(String file, String minute, int paytype, long amountMinor) throws Exception {
        long epochMinute = Instant.parse("2020-08-30T" + minute + ":00Z").getEpochSecond() / 60;
        totals.processElement(
                new StreamRecord<>(
                        new LateSlice(
                                file,
                                new RevenueSlice(
                                        epochMinute,
                                        paytype,
                                        2,
                                        amountMinor,
                                        amountMinor,
                                        amountMinor,
                                        Math.min(amountMinor, 0)))));
    }

    private List<String> rows() {
        return totals.extractOutputValues().stream().map(LateTotalsTest::text).toList();
    }

    private static String text(LateRow row) {
        return "%s %d %s %d rows %d (%d to %d)"
                .formatted(
                        Instant.ofEpochMilli(row.windowStartMillis()).toString().substring(11),
                        row.paytype(),
                        row.file(),
                        row.totals().recordCount,
                        row.totals().amountMinor,
                        row.totals().minMinor,
                        row.totals().maxMinor);
    }
}
