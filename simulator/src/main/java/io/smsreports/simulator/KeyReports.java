package io.smsreports.simulator;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the four reports of some cells into the answer key, each as one file. */
final class KeyReports {

    private final FileSet files;
    private final String prefix;
    private final SortedMap<Cell, Totals> cells;

    private KeyReports(FileSet files, String prefix, SortedMap<Cell, Totals> cells) {
        this.files = files;
        this.prefix = prefix;
        this.cells = cells;
    }

    /**
     * Writes the reports.
     *
     * @param prefix of their names
     */
    static void write(FileSet files, String prefix, SortedMap<Cell, Totals> cells)
            throws IOException {
        KeyReports reports = new KeyReports(files, prefix, cells);
        reports.writeDaily();
        reports.writeRevenue();
        reports.writeExtremes();
        reports.writeCounts();
    }

    private void writeDaily() throws IOException {
        SortedMap<Long, Totals> days = new TreeMap<>();
        cells.forEach((cell, totals) -> merge(days, cell.epochDay(), totals));
        KeyTable table = table("daily_revenue", "date,daily_revenue");
        for (Map.Entry<Long, Totals> day : days.entrySet()) {
            table.date(day.getKey()).revenue(day.getValue().sumMinor()).end();
        }
        table.finish();
    }

    private void writeRevenue() throws IOException {
        KeyTable table = table("revenue_15min", "RECORD_DATE,paytype,revenue");
        for (Map.Entry<Cell, Totals> entry : cells.entrySet()) {
            Cell cell = entry.getKey();
            table.time(cell.startSecond()).paytype(cell.paytype());
            table.revenue(entry.getValue().sumMinor()).end();
        }
        table.finish();
    }

    private void writeExtremes() throws IOException {
        KeyTable table = table("minmax_15min", "RECORD_DATE,paytype,min_revenue,max_revenue");
        for (Map.Entry<Cell, Totals> entry : cells.entrySet()) {
            Cell cell = entry.getKey();
            Totals totals = entry.getValue();
            table.time(cell.startSecond()).paytype(cell.paytype());
            table.revenue(totals.minMinor()).revenue(totals.maxMinor()).end();
        }
        table.finish();
    }

    private void writeCounts() throws IOException {
        SortedMap<Long, SortedMap<String, Totals>> windows = new TreeMap<>();
        cells.forEach(
                (cell, totals) ->
                        merge(
                                windows.computeIfAbsent(
                                        cell.startSecond(), unused -> new TreeMap<>()),
                                PaytypeLabels.of(cell.paytype()),
                                totals));
        KeyTable table = table("count_revenue_15min", "RECORD_DATE,Pay_type,record_count,revenue");
        for (Map.Entry<Long, SortedMap<String, Totals>> window : windows.entrySet()) {
            for (Map.Entry<String, Totals> label : window.getValue().entrySet()) {
                table.time(window.getKey()).text(label.getKey());
                table.number(label.getValue().rows()).revenue(label.getValue().sumMinor()).end();
            }
        }
        table.finish();
    }

    private KeyTable table(String name, String header) throws IOException {
        return new KeyTable(files.create(prefix + name + ".csv"), header);
    }

    private static <K> void merge(Map<K, Totals> into, K key, Totals totals) {
        into.computeIfAbsent(key, unused -> new Totals()).add(totals);
    }
}
