package io.smsreports.simulator.generate;

import static io.smsreports.simulator.generate.PlannedFile.evenRowsPerFile;
import static io.smsreports.simulator.generate.PlannedFile.rowsPerFileLikeSplit;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlannedFileTest {

    @Test
    void countsTheHeaderAsALineOfTheFirstFile() {
        assertThat(rowsPerFileLikeSplit(9, 5)).containsExactly(4L, 5L);
        assertThat(rowsPerFileLikeSplit(10, 5)).containsExactly(4L, 5L, 1L);
        assertThat(rowsPerFileLikeSplit(3, 5)).containsExactly(3L);
        assertThat(rowsPerFileLikeSplit(2, 1)).containsExactly(0L, 1L, 1L);
    }

    @Test
    void cutsEvenlyWithTheGreaterFilesFirst() {
        assertThat(evenRowsPerFile(11, 3)).containsExactly(4L, 4L, 3L);
    }
}
