package io.smsreports.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables that the replaced system published for the reference hour, kept as resources: from
 * report 4 the count and the sum, from report 3 the minimum and the maximum.
 */
final class PublishedTables {

    /** Revenue is the amount by 10; an amount has 100 hundredths. */
    private static final BigDecimal AMOUNT_MINOR_PER_REVENUE = BigDecimal.valueOf(1000);

    private PublishedTables() {}

    /**
     * Returns the cells in the order of report 4: by window, then paytype label.
     *
     * @throws IllegalStateException if a resource is missing or the tables do not fit together
     */
    static List<PublishedCell> cells() {
        Map<String, String> paytypeByLabel = new HashMap<>();
        for (String[] paytype : rows("ref.csv", 2)) {
            paytypeByLabel.put(paytype[1], paytype[0]);
        }
        Map<String, String[]> extremes = new HashMap<>();
        for (String[] extreme : rows("minmax_15min.csv", 4)) {
            extremes.put(extreme[0] + "," + extreme[1], extreme);
        }
        return rows("count_revenue_15min.csv", 4).stream()
                .map(
                        total -> {
                            String paytype = paytypeByLabel.get(total[1]);
                            return cell(total, paytype, extremes.get(total[0] + "," + paytype));
                        })
                .toList();
    }

    private static PublishedCell cell(String[] total, String paytype, String[] extreme) {
        if (extreme == null) {
            throw new IllegalStateException(
                    "minmax_15min.csv lacks the row for " + total[0] + " " + total[1]);
        }
        return new PublishedCell(
                Instant.parse(total[0]).getEpochSecond(),
                Integer.parseInt(paytype),
                Integer.parseInt(total[2]),
                amountMinor(total[3]),
                amountMinor(extreme[2]),
                amountMinor(extreme[3]));
    }

    private static long amountMinor(String revenue) {
        return new BigDecimal(revenue).multiply(AMOUNT_MINOR_PER_REVENUE).longValueExact();
    }

    private static List<String[]> rows(String table, int columns) {
        String name = "reference-hour/" + table;
        try (InputStream in = PublishedTables.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            List<String[]> rows =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .skip(1)
                            .map(line -> line.split(",", -1))
                            .toList();
            if (rows.stream().anyMatch(row -> row.length != columns)) {
                throw new IllegalStateException("a row of " + name + " lacks a column");
            }
            return rows;
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name + " is unreadable", e);
        }
    }
}
