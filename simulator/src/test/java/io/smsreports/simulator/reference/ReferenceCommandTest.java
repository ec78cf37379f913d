package io.smsreports.simulator.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.CommandRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceCommandTest {

    @TempDir private Path folder;

    @Test
    void writesCodesAndLabelsInTheSheetsOrder() throws IOException {
        Path xlsx =
                workbook(
                        new Object[] {"Pay type", "Value"},
                        new Object[] {1, " Postpaid "},
                        new Object[] {},
                        new Object[] {"0", "Prepaid"},
                        new Object[] {7, "Cards, \"other\""});

        assertThat(reference(xlsx))
                .isEqualTo(new CommandRun(0, "Wrote 3 paytypes to " + out() + ".\n", ""));
        assertThat(out())
                .hasContent(
                        """
                        PayType,value
                        1,Postpaid
                        0,Prepaid
                        7,"Cards, ""other""\"
                        """);
    }

    @ParameterizedTest
    @MethodSource("wrongWorkbooks")
    void namesTheCellThatIsWrong(String message, Object[][] rows) throws IOException {
        Path xlsx = workbook(rows);

        assertThat(reference(xlsx)).isEqualTo(CommandRun.refused("reference", xlsx + message));
        assertThat(out()).doesNotExist();
    }

    private static List<Arguments> wrongWorkbooks() {
        Object[] header = {"PayType", "value"};
        return List.of(
                wrong(
                        ", cell A3: 'prepaid' is no whole number",
                        header,
                        new Object[] {0, "Prepaid"},
                        new Object[] {"prepaid", "0"}),
                wrong(", cell A2: '1.5' is no whole number", header, new Object[] {1.5, "x"}),
                wrong(", cell A2: the code is missing", header, new Object[] {null, "x"}),
                wrong(", cell B2: the label of code 3 is missing", header, new Object[] {3, null}),
                wrong(
                        ", cell A3: code 4 is there already, in A2",
                        header,
                        new Object[] {4, "x"},
                        new Object[] {4, "y"}),
                wrong(
                        ", cell C2: there are to be two columns only",
                        header,
                        new Object[] {4, "x", "note"}),
                wrong(
                        ", cell A1: a header with two names is to be the first row",
                        new Object[] {0, "Prepaid"}),
                wrong(": the first sheet has no row below its header", new Object[][] {header}),
                wrong(": the first sheet is empty"));
    }

    private static Arguments wrong(String message, Object[]... rows) {
        return Arguments.of(message, rows);
    }

    @Test
    void refusesWhatIsNoWorkbook() throws IOException {
        Path text = Files.writeString(folder.resolve("text.xlsx"), "PayType,value\n");
        CommandRun run = reference(text);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith(
                        "./sms-reports simulate reference: "
                                + text
                                + " is no xlsx workbook that can be read: ")
                .hasLineCount(1);
    }

    @Test
    void refusesToOverwrite() throws IOException {
        Files.writeString(out(), "mine\n");
        Path good = workbook(new Object[] {"a", "b"}, new Object[] {0, "Prepaid"});

        assertThat(reference(good))
                .isEqualTo(
                        CommandRun.refused(
                                "reference",
                                out()
                                        + " exists: nothing is overwritten; remove it or choose"
                                        + " another --out"));
        assertThat(out()).hasContent("mine\n");
    }

    private CommandRun reference(Path xlsx) {
        return CommandRun.of("reference", "--xlsx=" + xlsx, "--out=" + out());
    }

    private Path out() {
        return folder.resolve("ref.csv");
    }

    private Path workbook(Object[]... rows) throws IOException {
        Path file = folder.resolve("Ref.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("paytypes");
            workbook.newWorksheet("notes").value(0, 0, "not read");
            for (int row = 0; row < rows.length; row++) {
                for (int column = 0; column < rows[row].length; column++) {
                    if (rows[row][column] instanceof Number number) {
                        sheet.value(row, column, number);
                    } else if (rows[row][column] instanceof String text) {
                        sheet.value(row, column, text);
                    }
                }
            }
        }
        return file;
    }
}
