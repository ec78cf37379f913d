package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {

    @Test
    void putsNumbersToTheRightAndTextToTheLeft() {
        TextTable table =
                new TextTable(
                        List.of("Pay_type", "record_count", "revenue"),
                        List.of(
                                List.of("Postpaid", "53094", "652891472.600000"),
                                List.of("Pre", "7", "-1.000000"),
                                List.of("Unknown", "", "0.500000")));

        assertThat(table.lines())
                .containsExactly(
                        "  Pay_type  record_count           revenue",
                        "  Postpaid         53094  652891472.600000",
                        "  Pre                  7         -1.000000",
                        "  Unknown                         0.500000");
    }

    @Test
    void aTableWithoutRowsIsItsHeadings() {
        assertThat(new TextTable(List.of("date", "revenue"), List.of()).lines())
                .containsExactly("  date  revenue");
    }
}
