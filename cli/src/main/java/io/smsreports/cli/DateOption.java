package io.smsreports.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Mixin: {@code --date} of a command that reads an output. */
final class DateOption {

    @Option(
            names = "--date",
            paramLabel = "DATE",
            converter = Converter.class,
            description = "Only this date, such as 2020-08-30.")
    private LocalDate date;

    /** The date; empty for all. */
    Optional<LocalDate> date() {
        return Optional.ofNullable(date);
    }

    private static final class Converter implements ITypeConverter<LocalDate> {

        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text.strip());
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no date; write it as 2020-08-30");
            }
        }
    }
}
