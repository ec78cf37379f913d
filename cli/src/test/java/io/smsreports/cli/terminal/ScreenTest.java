package io.smsreports.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ScreenTest {

    private static final String CLEAR = "\r\033[K";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsAboveTheBottomLine() {
        Screen screen = screen(20);

        screen.showBottom("at work");
        screen.print("a row");

        assertThat(out.toString())
                .isEqualTo(CLEAR + "at work" + CLEAR + "a row\n" + CLEAR + "at work");
    }

    @Test
    void takesTheBottomLineAwayBeforeItWarns() {
        Screen screen = screen(20);

        screen.showBottom("at work");
        screen.warn("careful");

        assertThat(out.toString()).isEqualTo(CLEAR + "at work" + CLEAR + CLEAR + "at work");
        assertThat(err.toString()).isEqualTo("careful\n");
    }

    @Test
    void cutsABottomLineThatWouldWrap() {
        screen(8).showBottom("0123456789");

        assertThat(out.toString()).isEqualTo(CLEAR + "0123456");
    }

    @Test
    void hasNoBottomLineWithoutATerminal() {
        Screen screen = screen(0);

        screen.showBottom("at work");
        screen.print("a row");
        screen.clearBottom();

        assertThat(out.toString()).isEqualTo("a row\n");
    }

    private Screen screen(int columns) {
        return new Screen(new PrintWriter(out), new PrintWriter(err), columns);
    }
}
