package io.smsreports.reconcile;

import java.time.Instant;
import java.util.Comparator;

/**
 * A 15-minute window and a paytype's label, in the order of report 4.
 *
 * @param window the window's start
 */
record LabelKey(Instant window, String label) implements Comparable<LabelKey> {

    private static final Comparator<LabelKey> ORDER =
            Comparator.comparing(LabelKey::window).thenComparing(LabelKey::label);

    /** The key as messages name it. */
    String describe() {
        return window + " " + label;
    }

    @Override
    public int compareTo(LabelKey other) {
        return ORDER.compare(this, other);
    }
}
