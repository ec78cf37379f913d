package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutTest {

    /** As GNU split names its files; the greater numbers are those where it adds letters. */
    @ParameterizedTest
    @CsvSource({
        "0,chunk_aa.csv",
        "14,chunk_ao.csv",
        "25,chunk_az.csv",
        "26,chunk_ba.csv",
        "649,chunk_yz.csv",
        "650,chunk_zaaa.csv",
        "17549,chunk_zyzz.csv",
        "17550,chunk_zzaaaa.csv",
    })
    void namesFilesAsSplitDoes(int file, String name) {
        assertThat(Cut.name(file)).isEqualTo(name);
    }

    @Test
    void namesFilesInOrder() {
        assertThat(IntStream.range(0, 100_000).mapToObj(Cut::name))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void countsTheHeaderAsALineOfTheFirstFile() {
        assertThat(Cut.likeSplit(9, 5).rowsPerFile()).containsExactly(4L, 5L);
        assertThat(Cut.likeSplit(10, 5).rowsPerFile()).containsExactly(4L, 5L, 1L);
        assertThat(Cut.likeSplit(3, 5).rowsPerFile()).containsExactly(3L);
        assertThat(Cut.likeSplit(2, 1).rowsPerFile()).containsExactly(0L, 1L, 1L);
    }

    @Test
    void cutsEvenlyWithTheGreaterFilesFirst() {
        assertThat(Cut.evenly(11, 3).rowsPerFile()).containsExactly(4L, 4L, 3L);
    }
}
