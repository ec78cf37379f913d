package io.smsreports.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTableTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @TempDir Path folder;

    private Instant now = Instant.parse("2020-08-30T12:00:00Z");
    private Path ref;
    private CapturedLog log;

    @BeforeEach
    void writeTheFirstVersion() throws IOException {
        ref = folder.resolve("ref.csv");
        write("PayType,value\n0,Prepaid\n", now.minusSeconds(60));
        log = new CapturedLog(ReferenceTable.class.getName());
    }

    @AfterEach
    void releaseTheLog() {
        log.close();
    }

    @Test
    void findsLabels() throws IOException {
        ReferenceTable table = open();

        assertThat(table.label(0)).hasValue("Prepaid");
        assertThat(table.label(1)).isEmpty();
    }

    @Test
    void failsAtTheStartWithoutAGoodFile() throws IOException {
        Files.delete(ref);

        assertThatThrownBy(this::open)
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.REFERENCE_INVALID);
    }

    @Test
    void looksForAChangeOncePerInterval() throws IOException {
        ReferenceTable table = open();
        write("PayType,value\n0,Changed\n", now.minusSeconds(30));

        now = now.plus(INTERVAL).minusMillis(1);
        assertThat(table.label(0)).hasValue("Prepaid");

        now = now.plusMillis(1);
        assertThat(table.label(0)).hasValue("Changed");
        assertThat(log.lines()).containsExactly("INFO " + file() + ": changed, 1 paytypes read");
    }

    @Test
    void seesAChangeThatKeepsTheLength() throws IOException {
        ReferenceTable table = open();
        write("PayType,value\n0,Postpay\n", now.minusSeconds(30));

        now = now.plus(INTERVAL);
        assertThat(table.label(0)).hasValue("Postpay");
    }

    @Test
    void seesAChangeThatKeepsTheModificationTime() throws IOException {
        ReferenceTable table = open();
        write("PayType,value\n0,Prepaid\n1,Postpaid\n", now.minusSeconds(60));

        now = now.plus(INTERVAL);
        assertThat(table.label(1)).hasValue("Postpaid");
    }

    @Test
    void leavesAFreshVersionUntilItIsAnIntervalOld() throws IOException {
        ReferenceTable table = open();

        now = now.plus(INTERVAL);
        write("PayType,value\n0,Half\n", now.minusMillis(10));
        assertThat(table.label(0)).hasValue("Prepaid");

        now = now.plus(INTERVAL);
        write("PayType,value\n0,Whole\n1,Postpaid\n", now.minusMillis(500));
        assertThat(table.label(0)).hasValue("Prepaid");

        now = now.plus(INTERVAL);
        assertThat(table.label(0)).hasValue("Whole");
    }

    @Test
    void takesAVersionFromTheFutureAtTheSecondSight() throws IOException {
        ReferenceTable table = open();
        write("PayType,value\n0,Changed\n", now.plusSeconds(3_600));

        now = now.plus(INTERVAL);
        assertThat(table.label(0)).hasValue("Prepaid");

        now = now.plus(INTERVAL);
        assertThat(table.label(0)).hasValue("Changed");
    }

    @Test
    void keepsTheOldLabelsOverABrokenVersionAndSaysSoOnce() throws IOException {
        ReferenceTable table = open();
        write("PayType,value\nx,Broken\n", now.minusSeconds(30));

        assertUnchangedForThreeChecks(table);
        assertThat(log.lines())
                .containsExactly(
                        "WARN The paytypes' last good labels stay in use: "
                                + file()
                                + ":2: 'x' is not a paytype; write a whole number such as 0");
    }

    @Test
    void reportsEachBrokenVersionAndTakesTheNextGoodOne() throws IOException {
        ReferenceTable table = open();
        write("PayType,value\nx,Broken\n", now.minusSeconds(30));
        assertUnchangedForThreeChecks(table);
        write("PayType,value\n0,\n", now.minusSeconds(20));
        assertUnchangedForThreeChecks(table);
        write("PayType,value\n0,Changed\n", now.minusSeconds(10));
        now = now.plus(INTERVAL);

        assertThat(table.label(0)).hasValue("Changed");
        assertThat(log.lines())
                .containsExactly(
                        "WARN The paytypes' last good labels stay in use: "
                                + file()
                                + ":2: 'x' is not a paytype; write a whole number such as 0",
                        "WARN The paytypes' last good labels stay in use: "
                                + file()
                                + ":2: paytype 0 has no label; write one after the comma",
                        "INFO " + file() + ": changed, 1 paytypes read");
    }

    @Test
    void keepsTheOldLabelsWhileTheFileIsGone() throws IOException {
        ReferenceTable table = open();
        Files.delete(ref);

        assertUnchangedForThreeChecks(table);
        write("PayType,value\n0,Back\n", now.minusSeconds(10));
        now = now.plus(INTERVAL);

        assertThat(table.label(0)).hasValue("Back");
        assertThat(log.lines())
                .containsExactly(
                        "WARN The paytypes' last good labels stay in use: "
                                + file()
                                + ": no such file; put the paytypes there, with the header"
                                + " PayType,value, or name another file",
                        "INFO " + file() + ": changed, 1 paytypes read");
    }

    @Test
    void reportsAVersionThatBreaksAgainAfterTheFirstOneCameBack() throws IOException {
        ReferenceTable table = open();
        for (int i = 0; i < 2; i++) {
            Files.delete(ref);
            assertUnchangedForThreeChecks(table);
            write("PayType,value\n0,Prepaid\n", Instant.parse("2020-08-30T11:59:00Z"));
            assertUnchangedForThreeChecks(table);
        }

        assertThat(log.lines()).hasSize(2).allMatch(line -> line.contains("no such file"));
    }

    @Test
    void goesOnCheckingWhenTheClockIsSetBack() throws IOException {
        ReferenceTable table = open();
        now = now.minusSeconds(3_600);
        write("PayType,value\n0,Changed\n", now.minusSeconds(30));

        assertThat(table.label(0)).hasValue("Changed");
    }

    private void assertUnchangedForThreeChecks(ReferenceTable table) {
        for (int check = 0; check < 3; check++) {
            now = now.plus(INTERVAL);
            assertThat(table.label(0)).hasValue("Prepaid");
        }
    }

    private ReferenceTable open() throws IOException {
        return new ReferenceTable(file(), INTERVAL, () -> now);
    }

    private void write(String content, Instant modified) throws IOException {
        Files.writeString(ref, content);
        Files.setLastModifiedTime(ref, FileTime.from(modified));
    }

    private org.apache.flink.core.fs.Path file() {
        return new org.apache.flink.core.fs.Path(ref.toString());
    }
}
