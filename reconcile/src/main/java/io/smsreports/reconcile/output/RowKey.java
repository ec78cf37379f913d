package io.smsreports.reconcile.output;

import java.util.Comparator;
import java.util.List;

/**
 * What identifies a row of a report, in the order of the report: column by column, nothing before
 * all else.
 *
 * @param values a time, date, number or text of each key column; empty text stands for nothing
 * @param description the key as messages name it
 */
public record RowKey(List<Comparable<?>> values, String description) implements Comparable<RowKey> {

    private static final Comparator<Comparable<?>> NOTHING_FIRST =
            Comparator.<Comparable<?>>comparingInt(value -> value.equals("") ? 0 : 1)
                    .thenComparing(RowKey::compareNatural);

    @Override
    public int compareTo(RowKey other) {
        for (int i = 0; i < values.size(); i++) {
            int order = NOTHING_FIRST.compare(values.get(i), other.values.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Both values come from one column, so they are of one class unless one of them is nothing. */
    @SuppressWarnings("unchecked")
    private static int compareNatural(Comparable<?> left, Comparable<?> right) {
        return ((Comparable<Object>) left).compareTo(right);
    }
}
