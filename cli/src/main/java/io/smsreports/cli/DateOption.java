package io.smsreports.cli;

import io.smsreports.job.DateConverter;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin: {@code --date} of a command that reads an output. */
final class DateOption {

    @Option(
            names = "--date",
            paramLabel = "DATE",
            converter = DateConverter.class,
            description = "Only this date, such as 2020-08-30.")
    private LocalDate date;

    /** The date; empty for all. */
    Optional<LocalDate> date() {
        return Optional.ofNullable(date);
    }
}
