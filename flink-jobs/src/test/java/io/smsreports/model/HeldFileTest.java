package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeldFileTest {

    /** As archives have them that set all times to zero. */
    @Test
    void isAFileAlsoIfItBeginsAndWasWrittenAtTheBeginningOf1970() {
        HeldFile file = new HeldFile("", 0, 0);

        assertThat(ReducedBlock.ofHeld(0, 1, "a.csv", file).isHeld()).isTrue();
    }
}
