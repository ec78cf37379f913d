package io.smsreports.reconcile;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A check that failed.
 *
 * @param date the event date that it is about, or empty
 * @param subject what it is about: a file, a window, a day
 * @param detail what is wrong, with both figures
 */
public record Mismatch(Check check, Optional<LocalDate> date, String subject, String detail) {

    static Mismatch ofDate(Check check, LocalDate date, String subject, String detail) {
        return new Mismatch(check, Optional.of(date), subject, detail);
    }

    static Mismatch ofFile(Check check, String file, String detail) {
        return new Mismatch(check, Optional.empty(), file, detail);
    }
}
