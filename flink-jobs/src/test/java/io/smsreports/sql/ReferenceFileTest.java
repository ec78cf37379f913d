package io.smsreports.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {

    @TempDir Path folder;

    @Test
    void readsLabelsByCodeInOrder() throws IOException {
        assertThat(read("PayType,value\n1,Postpaid\n0,Prepaid\n"))
                .containsExactly(entry(1, "Postpaid"), entry(0, "Prepaid"));
    }

    @Test
    void trimsSkipsBlankLinesAndTakesABomAndCrLf() throws IOException {
        assertThat(
                        read(
                                "\uFEFF PayType , value \r\n\r\n 0 , Prepaid \r\n \t \r\n"
                                        + "\t1\t,\tPostpaid"))
                .containsExactly(entry(0, "Prepaid"), entry(1, "Postpaid"));
    }

    @Test
    void readsQuotedLabels() throws IOException {
        assertThat(read("\"PayType\",value\n\"0\",\"Pre, \"\"paid\"\"\"\n1, \"Post\" \n"))
                .containsExactly(entry(0, "Pre, \"paid\""), entry(1, "Post"));
    }

    @Test
    void takesCodesAsPaytypesAreWritten() throws IOException {
        assertThat(read("PayType,value\n1.0,a\n-2,b\n+3.00,c\n007,d\n2147483647,e\n"))
                .containsExactly(
                        entry(1, "a"),
                        entry(-2, "b"),
                        entry(3, "c"),
                        entry(7, "d"),
                        entry(Integer.MAX_VALUE, "e"));
    }

    @Test
    void letsTwoCodesShareALabel() throws IOException {
        assertThat(read("PayType,value\n1,Postpaid\n2,Postpaid\n"))
                .containsExactly(entry(1, "Postpaid"), entry(2, "Postpaid"));
    }

    @Test
    void reportsAMissingFile() {
        assertRefused(
                ": no such file; put the paytypes there, with the header PayType,value, or"
                        + " name another file");
    }

    @Test
    void reportsAFolder() throws IOException {
        Files.createDirectory(folder.resolve("ref.csv"));

        assertRefused(": this is a folder; name the file in it that lists the paytypes");
    }

    @Test
    void reportsAnEmptyFile() {
        assertRefused(
                "",
                ": the file is empty; write the header PayType,value and a line such as 0,Prepaid"
                        + " for each paytype");
        assertRefused(
                "\uFEFF\n \n",
                ": the file is empty; write the header PayType,value and a line such as 0,Prepaid"
                        + " for each paytype");
    }

    @Test
    void reportsAFileOfNothingButTheHeader() {
        assertRefused(
                "PayType,value\n",
                ": no paytype after the header; write a line such as 0,Prepaid for each");
    }

    @Test
    void reportsAWrongHeader() {
        assertRefused(
                "\ncode,label\n0,Prepaid\n",
                ":2: the header is 'code,label'; it must be PayType,value");
        assertRefused("0,Prepaid\n", ":1: the header is '0,Prepaid'; it must be PayType,value");
    }

    @Test
    void reportsACodeThatIsThereTwice() {
        assertRefused(
                "PayType,value\n0,Prepaid\n1,Postpaid\n\n0.0,Other\n",
                ":5: paytype 0 is already on line 2; remove one of the two lines");
    }

    @Test
    void reportsACodeThatIsNoWholeNumber() {
        assertRefused(
                "PayType,value\n0,Prepaid\nx,Postpaid\n",
                ":3: 'x' is not a paytype; write a whole number such as 0");
        assertRefused(
                "PayType,value\n1.5,Postpaid\n",
                ":2: '1.5' is not a paytype; write a whole number such as 0");
        assertRefused(
                "PayType,value\n,Postpaid\n",
                ":2: '' is not a paytype; write a whole number such as 0");
        assertRefused(
                "PayType,value\n2147483648,Postpaid\n",
                ":2: '2147483648' is not a paytype; write a whole number such as 0");
    }

    @Test
    void reportsOnOneShortLineWhateverTheFileHolds() {
        assertRefused(
                "PayType,value\n\"a\nb" + "c".repeat(100) + "\",Postpaid\n",
                ":2: 'a?b"
                        + "c".repeat(37)
                        + "...' is not a paytype; write a whole number such as"
                        + " 0");
    }

    @Test
    void reportsAnEmptyLabel() {
        assertRefused(
                "PayType,value\n0, \n", ":2: paytype 0 has no label; write one after the comma");
    }

    @Test
    void reportsTheWrongNumberOfColumns() {
        assertRefused(
                "PayType,value\n0,Pre,paid\n",
                ":2: 3 columns instead of PayType,value; put quotes around a label that holds a"
                        + " comma");
        assertRefused(
                "PayType,value\n\n0\n",
                ":3: 1 columns instead of PayType,value; put quotes around a label that holds a"
                        + " comma");
    }

    @Test
    void reportsAQuoteThatIsNotClosed() {
        assertRefused(
                "PayType,value\n0,\"Prepaid\n1,Postpaid\n",
                ":2: the label of paytype 0 holds a line break or another control character; close"
                        + " its quotes and write it on one line");
    }

    @Test
    void reportsTextAfterAClosingQuote() {
        assertRefused(
                "PayType,value\n0,Prepaid\n\n1,\"Post\"paid\n",
                ":4: cannot be read as CSV; close every quote, double those inside a label, and"
                        + " write nothing after a closing one");
    }

    @Test
    void reportsBytesThatAreNotUtf8() throws IOException {
        Files.write(
                folder.resolve("ref.csv"),
                "PayType,value\n0,Prepaid\n1,F\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(":3: not UTF-8; save the file as UTF-8");
    }

    private Map<Integer, String> read(String content) throws IOException {
        Files.writeString(folder.resolve("ref.csv"), content);
        return ReferenceFile.read(file());
    }

    private void assertRefused(String content, String problem) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.REFERENCE_INVALID)
                .hasMessage(file() + problem);
    }

    private void assertRefused(String problem) {
        assertThatThrownBy(() -> ReferenceFile.read(file()))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.REFERENCE_INVALID)
                .hasMessage(file() + problem);
    }

    private org.apache.flink.core.fs.Path file() {
        return new org.apache.flink.core.fs.Path(folder.resolve("ref.csv").toString());
    }
}
