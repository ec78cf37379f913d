package io.smsreports.reconcile.output;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A check that failed.
 *
 * @param date the event date that it is about, or empty
 * @param subject what it is about: a file, a window, a day
 * @param detail what is wrong, with both figures
 */
public record Mismatch(Check check, Optional<LocalDate> date, String subject, String detail) {}
