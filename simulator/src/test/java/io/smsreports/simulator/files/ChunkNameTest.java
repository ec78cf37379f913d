package io.smsreports.simulator.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkNameTest {

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
        assertThat(ChunkName.of(file)).isEqualTo(name);
    }

    @Test
    void namesFilesInOrder() {
        assertThat(IntStream.range(0, 100_000).mapToObj(ChunkName::of))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
