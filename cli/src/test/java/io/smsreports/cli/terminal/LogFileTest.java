package io.smsreports.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogFileTest {

    /** Names of files are in what is shown, and others give them. */
    @Test
    void showsControlCharactersInsteadOfObeyingThem() {
        assertThat(LogFile.visible("a\nb\r\u001b[31mred\u0007\u009b1m \u00e9 \ud83d\ude42 \\ $1"))
                .isEqualTo(
                        "a\\u000ab\\u000d\\u001b[31mred\\u0007\\u009b1m \u00e9 \ud83d\ude42 \\ $1");
    }
}
