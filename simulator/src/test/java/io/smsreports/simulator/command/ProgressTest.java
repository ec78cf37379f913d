package io.smsreports.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter terminal = new StringWriter();

    @Test
    void drawsOverItsOwnLineAndWipesIt() {
        try (Progress progress = new Progress(new PrintWriter(terminal), "rows", 2_000)) {
            while (terminal.toString().isEmpty()) {
                progress.at(500);
            }
        }

        assertThat(terminal.toString())
                .matches("\\r 25 % \\[={7} {23}] 500 of 2,000 rows, [\\d,]+/s\\r *\\r");
    }

    @Test
    void showsNothingForWorkThatIsSoonDone() {
        try (Progress progress = new Progress(new PrintWriter(terminal), "rows", 2_000)) {
            progress.at(500);
        }

        assertThat(terminal.toString()).isEmpty();
    }
}
