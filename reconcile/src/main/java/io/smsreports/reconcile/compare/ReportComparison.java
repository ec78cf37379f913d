package io.smsreports.reconcile.compare;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
        ReportDefinition report,
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
     * @throws SmsReportsException if one of them has none of the reports, or a row that cannot be
     *     understood
     */
    public static List<ReportComparison> of(Path a, Path b) throws IOException {
        List<ReportDefinition> reports =
                OutputCatalogue.around(a).with(OutputCatalogue.around(b)).ofFigures();
        Map<String, ComparedRows> inA = read(a, reports);
        Map<String, ComparedRows> inB = read(b, reports);
        List<ReportComparison> compared = new ArrayList<>();
        for (ReportDefinition report : reports) {
            Optional<ComparedRows> left = Optional.ofNullable(inA.get(report.name()));
            Optional<ComparedRows> right = Optional.ofNullable(inB.get(report.name()));
            if (left.isPresent() || right.isPresent()) {
                compared.add(
                        new ReportComparison(
                                report,
                                left.map(ComparedRows::count),
                                right.map(ComparedRows::count),
                                left.isPresent() && right.isPresent()
                                        ? differences(report, left.get(), right.get())
                                        : List.of()));
            }
        }
        return compared;
    }

    private static Map<String, ComparedRows> read(Path place, List<ReportDefinition> reports)
            throws IOException {
        Map<String, ComparedRows> found = new HashMap<>();
        for (ReportDefinition report : reports) {
            ComparedRows.read(place, report).ifPresent(rows -> found.put(report.name(), rows));
        }
        if (found.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "%s has none of the reports: name a folder that holds %s, each a folder of CSV files or one file such as daily_revenue.csv."
                            .formatted(PlaceName.shown(place), ReportCatalogue.oneOf(reports)));
        }
        return found;
    }

    private static List<Difference> differences(
            ReportDefinition report, ComparedRows a, ComparedRows b) {
        List<Difference> differences = new ArrayList<>();
        NavigableSet<ComparedRows.Key> keys = new TreeSet<>(a.rows().keySet());
        keys.addAll(b.rows().keySet());
        for (ComparedRows.Key key : keys) {
            addDifferences(
                    report,
                    key.fields(),
                    a.rows().getOrDefault(key, List.of()),
                    b.rows().getOrDefault(key, List.of()),
                    differences);
        }
        return differences;
    }

    private static void addDifferences(
            ReportDefinition report,
            List<String> key,
            List<List<BigDecimal>> inA,
            List<List<BigDecimal>> inB,
            List<Difference> differences) {
        if (inA.size() == 1 && inB.size() == 1) {
            addOtherValues(report, key, inA.get(0), inB.get(0), differences);
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
                        String.join(
                                " ", report.figureColumns().stream().map(Column::name).toList()),
                        text(inA),
                        text(inB),
                        Optional.empty()));
    }

    private static void addOtherValues(
            ReportDefinition report,
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
                                report.figureColumns().get(i).name(),
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
