package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileSeriesTest {

    @ParameterizedTest(name = "{0} finds in {1} the series {2}")
    @CsvSource({
        "'', sw1/a.csv, ''",
        "(?<series>sw\\d+)_(?<number>\\d+), in/sw12_7.csv, sw12",
        "(?<series>sw\\d+)_(?<number>\\d+), in/other.csv, in",
        "(?<series>x)?a, sw1/a.csv, sw1",
        "_(?<number>\\d+), sw1/day/a_7.csv, sw1/day",
        "/, sw1/a.csv, sw1",
        "/, a.csv, ''",
        "\\Q(?<series>\\E|a, sw1/a.csv, sw1",
    })
    void isNamedByTheGroupOrElseByTheFolder(String regex, String file, String series) {
        assertThat(new FileSeries(regex).of(file)).isEqualTo(series);
    }

    /** Such a search would hold up the whole job, for years. */
    @ParameterizedTest
    @ValueSource(strings = {"(?:(?:a|aa)+)+z", "(a*)*?(b|c)\\1"})
    @Timeout(60)
    void refusesAnExpressionThatTakesTooLong(String regex) {
        FileSeries series = new FileSeries(regex);
        String file = "a".repeat(60) + ".csv";

        assertThatThrownBy(() -> series.of(file))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseInstanceOf(SmsReportsException.class)
                .rootCause()
                .hasMessageContaining("--series '" + regex + "' takes too long to search");
    }
}
