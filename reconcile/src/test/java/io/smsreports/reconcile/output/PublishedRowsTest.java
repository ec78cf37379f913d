package io.smsreports.reconcile.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One CSV file of an output, row by row. */
final class PublishedRowsTest {

    private static final List<String> COLUMNS = List.of("date", "daily_revenue");

    @Test
    void closesTheFileWithItsRows() throws Exception {
        Text text = new Text("date,daily_revenue\n2020-08-30,1\n");

        try (PublishedRows rows = PublishedRows.of("a.csv", text, COLUMNS)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.next()).isFalse();
            assertThat(text.closed).isFalse();
        }
        assertThat(text.closed).isTrue();
    }

    @Test
    void closesAFileThatLacksAColumn() {
        Text text = new Text("date,revenue\n2020-08-30,1\n");

        assertThatThrownBy(() -> PublishedRows.of("a.csv", text, COLUMNS))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_DAMAGED)
                .hasMessage(
                        "a.csv:1: the header is 'date,revenue' and lacks a column of date,daily_revenue");
        assertThat(text.closed).isTrue();
    }

    @Test
    void cutsAQuotedValueOnlyIfItIsLong() {
        assertThat(PublishedRows.quote("x".repeat(40))).isEqualTo("'" + "x".repeat(40) + "'");
        assertThat(PublishedRows.quote("x".repeat(41))).isEqualTo("'" + "x".repeat(40) + "...'");
        assertThat(PublishedRows.quote("a\u0007b")).isEqualTo("'a?b'");
    }

    private static final class Text extends ByteArrayInputStream {

        private boolean closed;

        Text(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
