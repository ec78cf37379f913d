package io.smsreports.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a report is: derived from the {@code CREATE TEMPORARY TABLE} of its SQL file, and nowhere
 * written down twice. A run keeps the definitions of its reports in run.json, so that whoever reads
 * the output needs no SQL.
 *
 * @param name the name of its table, of its folder, and to users
 * @param columns the columns in the order of the header, without the partition column
 * @param key the names of the columns that tell one row from another; all others are figures
 * @param streamingOnly whether it reads what came late, of which a batch has nothing
 */
public record ReportDefinition(
        String name, List<Column> columns, List<String> key, boolean streamingOnly) {

    /** The partition column of every report: a date as {@code yyyy-MM-dd}, in folder names only. */
    public static final String PARTITION = "dt";

    /** The figure that a restatement adds up. */
    private static final String REVENUE = "revenue";

    /**
     * A column.
     *
     * @param type as SQL writes it, such as {@code DECIMAL(38, 6)}
     */
    public record Column(String name, String type) {

        private static final Set<String> NUMBERS = Set.of("INT", "BIGINT", "DECIMAL");
        private static final Set<String> TEXTS = Set.of("STRING", "CHAR", "VARCHAR");
        private static final Set<String> TIMES = Set.of("TIMESTAMP", "TIMESTAMP_LTZ");

        public Column {
            requireNonNull(name, "name");
            requireNonNull(type, "type");
        }

        /** The type without its length or precision. */
        public String typeName() {
            int bracket = type.indexOf('(');
            return bracket < 0 ? type : type.substring(0, bracket);
        }

        /** Whether it holds a number, as every figure does. */
        public boolean holdsNumbers() {
            return NUMBERS.contains(typeName());
        }

        /** Whether it holds a text. */
        public boolean holdsText() {
            return TEXTS.contains(typeName());
        }

        /** Whether it holds a date: a column called {@code date} does, as a date or as a text. */
        public boolean holdsDates() {
            return typeName().equals("DATE") || (name.equals("date") && holdsText());
        }

        /** Digits behind the point of a number. */
        public int scale() {
            int comma = type.indexOf(',');
            return comma < 0
                    ? 0
                    : Integer.parseInt(type.substring(comma + 1, type.length() - 1).strip());
        }

        /** Whether it holds a point in time. */
        public boolean holdsTimes() {
            return TIMES.contains(typeName());
        }
    }

    public ReportDefinition {
        requireNonNull(name, "name");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The header. */
    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** The columns that tell one row from another, in the order of the header. */
    public List<Column> keyColumns() {
        return columns.stream().filter(column -> key.contains(column.name())).toList();
    }

    /** The columns with the figures, in the order of the header. */
    public List<Column> figureColumns() {
        return columns.stream().filter(column -> !key.contains(column.name())).toList();
    }

    /**
     * The figure that adds up to the report's money: the one called {@code revenue}, else the one
     * that is called as the report is.
     */
    public Optional<String> revenueColumn() {
        List<String> figures = figureColumns().stream().map(Column::name).toList();
        return List.of(REVENUE, name).stream().filter(figures::contains).findFirst();
    }
}
