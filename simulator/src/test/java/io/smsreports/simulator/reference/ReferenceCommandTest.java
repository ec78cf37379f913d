package io.smsreports.simulator.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.CommandRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** A cell that looks like a number is one; an empty one is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    cell A3: 'prepaid' is no whole number         | PayType,value/0,Prepaid/prepaid,0
                    cell A2: '1.5' is no whole number             | PayType,value/1.5,x
                    cell A2: the code is missing                  | PayType,value/,x
                    cell B2: the label of code 3 is missing       | PayType,value/3,
                    cell A3: code 4 is there already, in A2       | PayType,value/4,x/4,y
                    cell C2: there are to be two columns only     | PayType,value/4,x,note
                    cell A1: a header with two names is to be the first row | 0,Prepaid
                    the first sheet has no row below its header   | PayType,value
                    the first sheet is empty                      | ,
                    """)
    void namesTheCellThatIsWrong(String message, String sheet) throws IOException {
        Object[][] rows =
                Arrays.stream(sheet.split("/"))
                        .map(row -> Arrays.stream(row.split(",", -1)).map(this::cell).toArray())
                        .toArray(Object[][]::new);
        Path xlsx = workbook(rows);

        assertThat(reference(xlsx))
                .isEqualTo(
                        CommandRun.refused(
                                "reference",
                                xlsx + (message.startsWith("cell") ? ", " : ": ") + message));
        assertThat(out()).doesNotExist();
    }

    private Object cell(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return text.matches("[\\d.]+") ? Double.valueOf(text) : text;
    }

    @Test
    void refusesWhatIsNoWorkbook() throws IOException {
        Path text = Files.writeString(folder.resolve("text.xlsx"), "PayType,value\n");
        CommandRun run = reference(text);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("reference: " + text + " is no xlsx workbook that can be read: ")
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
