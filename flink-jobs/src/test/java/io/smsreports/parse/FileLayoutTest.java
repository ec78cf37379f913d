package io.smsreports.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileLayoutTest {

    private static final String DEFAULT_HEADER = String.join(",", FileLayout.DEFAULT.columns());

    @Test
    void defaultLayoutHasSixteenColumnsInTheKnownOrder() {
        assertThat(FileLayout.DEFAULT.columns()).hasSize(16);
        assertThat(FileLayout.DEFAULT.recordDate()).isEqualTo(6);
        assertThat(FileLayout.DEFAULT.paytype()).isEqualTo(7);
        assertThat(FileLayout.DEFAULT.amount()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r", "\r\n"})
    void readsAHeaderWithAnyLineEnd(String lineEnd) {
        assertThat(layout("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42" + lineEnd))
                .isEqualTo(
                        new FileLayout(
                                List.of("RECORD_DATE", "PAYTYPE_515", "DEBIT_AMOUNT_42"), 0, 1, 2));
    }

    @Test
    void takesOrderAndCountFromTheHeader() {
        assertThat(layout("DEBIT_AMOUNT_42,X,RECORD_DATE,PAYTYPE_515"))
                .isEqualTo(
                        new FileLayout(
                                List.of("DEBIT_AMOUNT_42", "X", "RECORD_DATE", "PAYTYPE_515"),
                                2,
                                3,
                                0));
    }

    @Test
    void trimsAndUnquotesNames() {
        assertThat(
                        layout(
                                "\tRECORD_DATE ,\" PAYTYPE_515\",\"say \"\"hi\"\", you\","
                                        + "DEBIT_AMOUNT_42"))
                .isEqualTo(
                        new FileLayout(
                                List.of(
                                        "RECORD_DATE",
                                        "PAYTYPE_515",
                                        "say \"hi\", you",
                                        "DEBIT_AMOUNT_42"),
                                0,
                                1,
                                3));
    }

    @Test
    void takesTheFirstOfARepeatedName() {
        FileLayout layout =
                layout("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,PAYTYPE_515,RECORD_DATE");

        assertThat(layout.columns()).hasSize(5);
        assertThat(layout.recordDate()).isZero();
        assertThat(layout.paytype()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "RECORD_DATE,PAYTYPE_515",
                "record_date,paytype_515,debit_amount_42",
                "RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,\"open",
                "RECORD_DATE,PAYTYPE_515,\"DEBIT_AMOUNT_42\"x",
                "RECORD_DATE;PAYTYPE_515;DEBIT_AMOUNT_42",
                "1,2,3,4,5,6,2020/08/30 00:00:00,0,1,,,,,,,"
            })
    void takesAnyOtherLineForARow(String line) {
        assertThat(layout(line)).isSameAs(FileLayout.DEFAULT);
    }

    @Test
    void takesALineThatIsTooLongForARow() {
        String header = "RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,";
        String longest = header + "x".repeat(FileLayout.MAX_LINE_BYTES - header.length());

        assertThat(layout(longest + "\r\n").columns()).hasSize(4);
        assertThat(layout(longest + "x\r\n")).isSameAs(FileLayout.DEFAULT);
    }

    @Test
    void takesTheLongestHeaderBehindAByteOrderMark() {
        String header = "RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,";
        String longest = header + "x".repeat(FileLayout.MAX_LINE_BYTES - header.length());
        byte[] bytes = ("\uFEFF" + longest + "\n").getBytes(StandardCharsets.UTF_8);
        int from = FileLayout.afterByteOrderMark(bytes, 0, bytes.length);

        assertThat(FileLayout.ofBeginning(bytes, from, bytes.length, true).columns()).hasSize(4);
    }

    @Test
    void findsAByteOrderMarkOnlyIfItIsWhole() {
        byte[] mark = "\uFEFF".getBytes(StandardCharsets.UTF_8);

        assertThat(FileLayout.afterByteOrderMark(mark, 0, 3)).isEqualTo(3);
        assertThat(FileLayout.afterByteOrderMark(mark, 0, 2)).isZero();
    }

    @Test
    void readsTheFirstLineWithAnyTextOfTheGivenBytes() {
        String before = "RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,X\n";
        String header = "RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,Y";
        byte[] bytes =
                (before + "\n \t\r\n" + header + "\nnext,line\n").getBytes(StandardCharsets.UTF_8);
        int end = before.length() + "\n \t\r\n".length() + header.length();

        assertThat(FileLayout.ofBeginning(bytes, before.length(), end + 1, false).columns())
                .endsWith("Y");
        assertThat(FileLayout.ofBeginning(bytes, before.length(), end, true).columns())
                .endsWith("Y");
        assertThat(FileLayout.ofBeginning(bytes, before.length(), end, false))
                .isSameAs(FileLayout.DEFAULT);
        assertThat(FileLayout.ofBeginning(bytes, 0, 0, true)).isSameAs(FileLayout.DEFAULT);
    }

    @Test
    void knowsItsOwnHeaderAndTheDefaultOneAgain() {
        FileLayout layout = layout("X,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42");

        assertThat(isHeader(layout, "X,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42")).isTrue();
        assertThat(isHeader(layout, " X,\"RECORD_DATE\",PAYTYPE_515,DEBIT_AMOUNT_42\t")).isTrue();
        assertThat(isHeader(layout, DEFAULT_HEADER)).isTrue();
        assertThat(isHeader(layout, "\uFEFF" + DEFAULT_HEADER)).isTrue();
        assertThat(isHeader(layout, "Y,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42")).isFalse();
        assertThat(isHeader(layout, "X,RECORD_DATE,PAYTYPE_515")).isFalse();
        assertThat(isHeader(layout, "X,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,")).isFalse();
        assertThat(isHeader(layout, "X,RECORD_DATE,PAYTYPE_515,\"DEBIT_AMOUNT_42")).isFalse();
    }

    @Test
    void refusesAnIndexBeyondTheColumns() {
        assertThatThrownBy(() -> new FileLayout(List.of("A", "B", "C"), 0, 1, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void travelsBetweenOperatorsWithoutKryo() {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(FileLayout.class);
    }

    private static FileLayout layout(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return FileLayout.ofBeginning(bytes, 0, bytes.length, true);
    }

    private static boolean isHeader(FileLayout layout, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return layout.isHeader(bytes, 0, bytes.length);
    }
}
