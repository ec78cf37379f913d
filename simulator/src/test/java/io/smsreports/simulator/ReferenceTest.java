package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {

    private static final String REFERENCE = "./sms-reports simulate reference: ";

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

    @Test
    void namesTheCellThatIsWrong() throws IOException {
        Object[] header = {"PayType", "value"};
        assertRefused(
                ", cell A3: 'prepaid' is no whole number",
                header,
                new Object[] {0, "Prepaid"},
                new Object[] {"prepaid", "0"});
        assertRefused(", cell A2: '1.5' is no whole number", header, new Object[] {1.5, "x"});
        assertRefused(", cell A2: the code is missing", header, new Object[] {null, "x"});
        assertRefused(", cell B2: the label of code 3 is missing", header, new Object[] {3, null});
        assertRefused(
                ", cell A3: code 4 is there already, in A2",
                header,
                new Object[] {4, "x"},
                new Object[] {4, "y"});
        assertRefused(
                ", cell C2: there are to be two columns only",
                header,
                new Object[] {4, "x", "note"});
        assertRefused(
                ", cell A1: a header with two names is to be the first row",
                new Object[] {0, "Prepaid"});
        assertRefused(": the first sheet has no row below its header", header);
        assertRefused(": the first sheet is empty");
        assertThat(out()).doesNotExist();
    }

    @Test
    void refusesWhatIsNoWorkbookOrNoTarget() throws IOException {
        Path text = Files.writeString(folder.resolve("text.xlsx"), "PayType,value\n");
        CommandRun run = reference(text);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith(REFERENCE + text + " is no xlsx workbook that can be read: ")
                .hasLineCount(1);

        Path missing = folder.resolve("missing.xlsx");
        assertThat(reference(missing).err())
                .isEqualTo(REFERENCE + "--xlsx " + missing + " is no readable file\n");

        Files.writeString(out(), "mine\n");
        Path good = workbook(new Object[] {"a", "b"}, new Object[] {0, "Prepaid"});
        assertThat(reference(good))
                .isEqualTo(
                        new CommandRun(
                                2,
                                "",
                                REFERENCE
                                        + out()
                                        + " exists: nothing is overwritten; remove it or choose"
                                        + " another --out\n"));
        assertThat(out()).hasContent("mine\n");
    }

    private void assertRefused(String message, Object[]... rows) throws IOException {
        Path xlsx = workbook(rows);
        assertThat(reference(xlsx))
                .isEqualTo(new CommandRun(2, "", REFERENCE + xlsx + message + "\n"));
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
