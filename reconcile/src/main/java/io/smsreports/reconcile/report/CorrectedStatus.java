package io.smsreports.reconcile.report;

import com.fasterxml.jackson.annotation.JsonValue;

/** How final a corrected figure is. */
public enum CorrectedStatus {
    /** Not published yet: its time is not over. */
    OPEN("OPEN"),
    /** Published, and no money came later. */
    PUBLISHED("PUBLISHED"),
    /** Published, and money came later, which is in late_revenue. */
    PUBLISHED_AND_LATE("PUBLISHED+LATE"),
    /** Published because the input was ended, before its time was over. */
    CLOSED_BY_OPERATOR("closed by operator");

    private final String label;

    CorrectedStatus(String label) {
        this.label = label;
    }

    /** Its name in files and on screen. */
    @JsonValue
    public String label() {
        return label;
    }
}
