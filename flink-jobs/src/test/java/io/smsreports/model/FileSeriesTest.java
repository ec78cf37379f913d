package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    })
    void isNamedByTheGroupOrElseByTheFolder(String regex, String file, String series) {
        assertThat(new FileSeries(regex).of(file)).isEqualTo(series);
    }
}
