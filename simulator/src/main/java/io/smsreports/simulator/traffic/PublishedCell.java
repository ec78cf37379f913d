package io.smsreports.simulator.traffic;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the reports say of one 15-minute window and paytype, as amounts in hundredths.
 *
 * @param windowStartSecond in seconds since 1970, UTC
 * @param paytype PAYTYPE_515
 * @param rows how many, at least 2, since the minimum and the maximum each take one
 * @param sumMinor of all amounts
 * @param minMinor the least amount
 * @param maxMinor the greatest amount
 */
record PublishedCell(
        long windowStartSecond,
        int paytype,
        int rows,
        long sumMinor,
        long minMinor,
        long maxMinor) {

    private static final Map<String, Integer> PAYTYPE_BY_LABEL =
            Map.of("Prepaid", 0, "Postpaid", 1);

    /** Revenue is the amount by 10; an amount has 100 hundredths. */
    private static final BigDecimal AMOUNT_MINOR_PER_REVENUE = BigDecimal.valueOf(1000);

    PublishedCell {
        if (rows < 2 || minMinor > maxMinor) {
            throw new IllegalArgumentException(
                    "a cell of %d rows from %d to %d hundredths"
                            .formatted(rows, minMinor, maxMinor));
        }
    }

    /**
     * Returns the cells that the replaced system published for the reference hour, in the order of
     * report 4, by window, then paytype label: from report 4 the count and the sum, from report 3
     * the minimum and the maximum.
     */
    static List<PublishedCell> ofReferenceHour() {
        Map<String, NamedCsvRecord> extremes = new HashMap<>();
        for (NamedCsvRecord extreme : rows("minmax_15min.csv")) {
            extremes.put(extreme.getField("RECORD_DATE") + extreme.getField("paytype"), extreme);
        }
        return rows("count_revenue_15min.csv").stream()
                .map(
                        total -> {
                            String window = total.getField("RECORD_DATE");
                            int paytype = PAYTYPE_BY_LABEL.get(total.getField("Pay_type"));
                            NamedCsvRecord extreme = extremes.get(window + paytype);
                            return new PublishedCell(
                                    Instant.parse(window).getEpochSecond(),
                                    paytype,
                                    Integer.parseInt(total.getField("record_count")),
                                    amountMinor(total, "revenue"),
                                    amountMinor(extreme, "min_revenue"),
                                    amountMinor(extreme, "max_revenue"));
                        })
                .toList();
    }

    private static long amountMinor(NamedCsvRecord row, String column) {
        return new BigDecimal(row.getField(column))
                .multiply(AMOUNT_MINOR_PER_REVENUE)
                .longValueExact();
    }

    private static List<NamedCsvRecord> rows(String table) {
        try (CsvReader<NamedCsvRecord> csv =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                PublishedCell.class.getResourceAsStream("reference-hour/" + table),
                                StandardCharsets.UTF_8)) {
            return csv.stream().toList();
        } catch (IOException e) {
            throw new IllegalStateException("resource " + table + " is unreadable", e);
        }
    }
}
