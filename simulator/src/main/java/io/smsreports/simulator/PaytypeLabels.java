package io.smsreports.simulator;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The labels by which the answer key names paytypes, as reports do. */
final class PaytypeLabels {

    private static final Map<Integer, String> LABELS = Map.of(0, "Prepaid", 1, "Postpaid");

    private PaytypeLabels() {}

    /** The reference that a run over the delivery needs. */
    static SortedMap<Integer, String> byCode() {
        return new TreeMap<>(LABELS);
    }

    /** What a report calls a code, also one that the reference lacks or {@link Cell#NO_PAYTYPE}. */
    static String of(int paytype) {
        if (paytype == Cell.NO_PAYTYPE) {
            return "Unknown";
        }
        String label = LABELS.get(paytype);
        return label == null ? "Unknown (" + paytype + ")" : label;
    }
}
