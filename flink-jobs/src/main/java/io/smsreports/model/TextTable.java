package io.smsreports.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Rows of text under their headings, in columns: those that hold only numbers to the right.
 *
 * @param headings one a column
 * @param rows as many fields each as there are headings
 */
public record TextTable(List<String> headings, List<List<String>> rows) {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?|");

    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    public TextTable {
        headings = List.copyOf(headings);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The table, a line a row. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(headings));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> fields) {
        StringBuilder line = new StringBuilder(INDENT);
        for (int column = 0; column < fields.size(); column++) {
            String field = fields.get(column);
            String padding = " ".repeat(width(column) - field.length());
            line.append(isNumeric(column) ? padding + field : field + padding).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = headings.get(column).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
}
