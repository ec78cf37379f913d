package io.smsreports.reconcile;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * The differences of two outputs in one report. Numbers are equal by value, times by the moment.
 * The order of rows and files does not matter.
 *
 * @param rowsInA how many rows A has; empty if it has no such report
 * @param rowsInB how many rows B has; empty if it has no such report
 * @param differences in the order of the report
 */
public record ReportComparison(
        ReportName name,
        Optional<Long> rowsInA,
        Optional<Long> rowsInB,
        List<Difference> differences) {

    /** How two reports differ in a row. */
    public enum Kind {
        /** B has no row of this key. */
        ONLY_IN_A,
        /** A has no row of this key. */
        ONLY_IN_B,
        /** Both have one row of this key, with another value. */
        OTHER_VALUE,
        /** At least one has several rows of this key, and not the same ones. */
        OTHER_ROWS
    }

    /**
     * A difference.
     *
     * @param key the values of the key columns
     * @param column the value column, or all of them
     * @param inA what A says, or empty text
     * @param inB what B says, or empty text
     * @param more by how much B's value is greater; empty unless both have one
     */
    public record Difference(
            Kind kind,
            List<String> key,
            String column,
            String inA,
            String inB,
            Optional<BigDecimal> more) {}

    /** Whether both have the report, with the same rows, or neither has it. */
    public boolean isSame() {
        return differences.isEmpty() && rowsInA.isPresent() == rowsInB.isPresent();
    }

    /** How many differences there are of a kind. */
    public long count(Kind kind) {
        return differences.stream().filter(found -> found.kind() == kind).count();
    }

    /**
     * Compares two outputs in all reports that at least one of them has.
     *
     * @throws SmsReportsException if one of them has none of the reports
     * @throws SmsReportsException if a row cannot be understood
     */
    public static List<ReportComparison> of(Path a, Path b) throws IOException {
        Map<ReportName, ComparedRows> inA = read(a);
        Map<ReportName, ComparedRows> inB = read(b);
        List<ReportComparison> compared = new ArrayList<>();
        for (ReportName name : ReportName.values()) {
            Optional<ComparedRows> left = Optional.ofNullable(inA.get(name));
            Optional<ComparedRows> right = Optional.ofNullable(inB.get(name));
            if (left.isPresent() || right.isPresent()) {
                compared.add(
                        new ReportComparison(
                                name,
                                left.map(ComparedRows::count),
                                right.map(ComparedRows::count),
                                left.isPresent() && right.isPresent()
                                        ? differences(name, left.get(), right.get())
                                        : List.of()));
            }
        }
        return compared;
    }

    private static Map<ReportName, ComparedRows> read(Path place) throws IOException {
        Map<ReportName, ComparedRows> found = new EnumMap<>(ReportName.class);
        for (ReportName name : ReportName.values()) {
            ComparedRows.read(place, name).ifPresent(rows -> found.put(name, rows));
        }
        if (found.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "%s has none of the reports: name a folder that holds daily_revenue, revenue_15min, minmax_15min or count_revenue_15min, each a folder of CSV files or one file such as daily_revenue.csv."
                            .formatted(PlaceName.shown(place)));
        }
        return found;
    }

    private static List<Difference> differences(ReportName name, ComparedRows a, ComparedRows b) {
        List<Difference> differences = new ArrayList<>();
        NavigableSet<ComparedRows.Key> keys = new TreeSet<>(a.rows().keySet());
        keys.addAll(b.rows().keySet());
        for (ComparedRows.Key key : keys) {
            addDifferences(
                    name,
                    key.fields(name.keyColumns().size()),
                    a.rows().getOrDefault(key, List.of()),
                    b.rows().getOrDefault(key, List.of()),
                    differences);
        }
        return differences;
    }

    private static void addDifferences(
            ReportName name,
            List<String> key,
            List<List<BigDecimal>> inA,
            List<List<BigDecimal>> inB,
            List<Difference> differences) {
        if (inA.size() == 1 && inB.size() == 1) {
            addOtherValues(name, key, inA.get(0), inB.get(0), differences);
            return;
        }
        if (sorted(inA).equals(sorted(inB))) {
            return;
        }
        Kind kind =
                inB.isEmpty() ? Kind.ONLY_IN_A : inA.isEmpty() ? Kind.ONLY_IN_B : Kind.OTHER_ROWS;
        differences.add(
                new Difference(
                        kind,
                        key,
                        String.join(" ", name.valueColumns()),
                        text(inA),
                        text(inB),
                        Optional.empty()));
    }

    private static void addOtherValues(
            ReportName name,
            List<String> key,
            List<BigDecimal> inA,
            List<BigDecimal> inB,
            List<Difference> differences) {
        for (int i = 0; i < inA.size(); i++) {
            if (inA.get(i).compareTo(inB.get(i)) != 0) {
                differences.add(
                        new Difference(
                                Kind.OTHER_VALUE,
                                key,
                                name.valueColumns().get(i),
                                inA.get(i).toPlainString(),
                                inB.get(i).toPlainString(),
                                Optional.of(inB.get(i).subtract(inA.get(i)))));
            }
        }
    }

    /** Rows with the same values in the same form, whatever their order and digits were. */
    private static List<String> sorted(List<List<BigDecimal>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(BigDecimal::stripTrailingZeros).toList().toString())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static String text(List<List<BigDecimal>> rows) {
        List<String> texts = new ArrayList<>();
        for (List<BigDecimal> row : rows) {
            texts.add(String.join(" ", row.stream().map(BigDecimal::toPlainString).toList()));
        }
        return String.join(" | ", texts);
    }
}
