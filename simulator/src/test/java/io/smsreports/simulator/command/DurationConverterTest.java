package io.smsreports.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {

    @ParameterizedTest
    @CsvSource({
        "30,PT30S",
        "0,PT0S",
        "2s,PT2S",
        "30 s,PT30S",
        "5m,PT5M",
        "10 minutes,PT10M",
        "1 Hour,PT1H",
        "3h,PT3H",
        "2d,PT48H",
        "250ms,PT0.25S",
        "PT10M,PT10M",
        "pt1.5s,PT1.5S"
    })
    void readsWhatPeopleWrite(String text, Duration duration) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-5s", "5 weeks", "1.5h", "PT-1S", "P", "99999999999s"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage(
                        "'"
                                + text
                                + "' is no duration; write it as 30s, 5m, '10 minutes' or PT10M");
    }
}
