package io.smsreports.run;

import static io.smsreports.run.OutputFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A date is restated; files reach over midnight. */
final class DateRestatementTest {

    private static final String STAGING = "_staging/" + RUN + "/";

    /** {@code b,"1".csv} as a CSV field. */
    private static final String B = "\"b,\"\"1\"\".csv\"";

    private static final String DAYS = "file,accepted,late,debits,reversals,revenue\n";
    private static final String LEDGER = "file,size_bytes,status,rows,accepted,late,rejected\n";
    private static final String REJECTS = "file,byte_offset,reason,record_date,amount,line\n";
    private static final String DAILY = "date,daily_revenue\n";
    private static final String DAYS_OF_FIRST =
            DAYS + "a.csv,1,0,8.0,0.0,8.0\n" + B + ",1,1,6.0,-1.0,5.0\nc.csv,1,0,10.0,0.0,10.0\n";
    private static final Set<String> FILES_READ = Set.of("a.csv", "b,\"1\".csv", "c.csv");

    @TempDir Path folder;

    private final HandClock clock = new HandClock(OutputFixture.NOW);
    private OutputFixture output;

    @BeforeEach
    void publishAndStage() throws IOException {
        output = fixture("0");
    }

    @Test
    void replacesTheDateAndTheRowsOfTheFilesThatCountThere() throws Exception {
        Publication publication = restate(output, FILES_READ);

        assertThat(publication.dates()).containsExactly("2020-08-31");
        assertThat(output.reports()).isEqualTo(restated());
        assertThat(publication.changes())
                .contains(
                        new Publication.Change(
                                "2020-08-31",
                                "daily_revenue",
                                new Publication.Total(1, "9.000000"),
                                new Publication.Total(1, "10.000000")),
                        new Publication.Change(
                                "2020-08-31",
                                "late_revenue",
                                new Publication.Total(1, "1.000000"),
                                new Publication.Total(0, "0.000000")),
                        new Publication.Change(
                                "2020-08-31",
                                "minmax_15min",
                                new Publication.Total(0, ""),
                                new Publication.Total(0, "")));
    }

    @Test
    void refusesIfAFileThatCountedThereWasNotRead() throws IOException {
        SortedMap<String, String> before = output.reports();

        assertThatThrownBy(() -> restate(output, Set.of("a.csv", "c.csv")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(
                        "Published rows would vanish, of 2020-08-31 1 row (revenue 5.000000):"
                                + " b,\"1\".csv counted there and is not in the input. Add these"
                                + " files to the input (as an empty file of the same name, if its"
                                + " rows shall not count any more), or give --replace-all to let"
                                + " these rows vanish.");
        assertThat(output.reports()).isEqualTo(before);
        assertThat(output.contents().keySet())
                .filteredOn(name -> name.startsWith("_"))
                .noneMatch(name -> name.startsWith("_staging"));
    }

    @Test
    void refusesIfSuchAFileHasOtherRowsElsewhere() throws IOException {
        output.write(
                STAGING + "file_days/dt=2020-08-30/part-0.csv", DAYS + B + ",2,0,6.0,-1.0,5.0\n");
        output.write(
                STAGING + "file_days/dt=2020-09-01/part-0.csv", DAYS + B + ",1,0,1.0,0.0,1.0\n");

        assertThatThrownBy(() -> restate(output, FILES_READ))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(
                        "2020-08-31 cannot be restated alone: files that count there have other rows"
                                + " now than are published of 2020-08-30 (rows 2 → 2, revenue"
                                + " 13.000000 → 5.000000), 2020-09-01 (rows 0 → 1, revenue 0.000000"
                                + " → 1.000000). Restate these too: add --date 2020-08-30 --date"
                                + " 2020-09-01.");
    }

    @Test
    void endsInTheSameStateWhereverItIsKilled() throws Exception {
        int step = 0;
        int decided = 0;
        while (true) {
            OutputFixture killed = fixture("killed-" + step);
            SortedMap<String, String> before = killed.reports();
            try {
                new BatchPublisher(clock, KilledProcess.before(step))
                        .restate(killed.beginsBatch(), FILES_READ, false, dates());
                break;
            } catch (KilledProcess expected) {
                step++;
            }
            if (!BatchPublisher.isDecided(killed.base())) {
                assertThat(killed.reports()).isEqualTo(before);
                continue;
            }
            decided++;
            Publication completed =
                    new BatchPublisher(clock, StoredFiles.DIRECT)
                            .resume(killed.base())
                            .orElseThrow();
            assertThat(killed.reports()).isEqualTo(restated());
            assertThat(completed.changes()).hasSize(OutputFixture.FOLDERS_BY_EVENT_DATE);
        }
        assertThat(decided).isGreaterThan(10);
    }

    private Publication restate(OutputFixture target, Set<String> filesRead) throws Exception {
        return new BatchPublisher(clock, StoredFiles.DIRECT)
                .restate(target.beginsBatch(), filesRead, false, dates());
    }

    private static TreeSet<LocalDate> dates() {
        return new TreeSet<>(List.of(LocalDate.of(2020, 8, 31)));
    }

    /** a counts on both days, b too and was late on the first, c on the first only. */
    private OutputFixture fixture(String name) throws IOException {
        OutputFixture fixture = new OutputFixture(folder.resolve(name));
        fixture.hasRunBefore();
        fixture.write("daily_revenue/dt=2020-08-30/old-0.csv", DAILY + "2020-08-30,18.000000\n");
        fixture.write("daily_revenue/dt=2020-08-31/old-1.csv", DAILY + "2020-08-31,9.000000\n");
        fixture.write("late_revenue/dt=2020-08-30/old-0.csv", "file,revenue\n" + B + ",5.0\n");
        fixture.write("late_revenue/dt=2020-08-31/old-1.csv", "file,revenue\na.csv,1.0\n");
        fixture.write("file_days/dt=2020-08-30/old-0.csv", DAYS_OF_FIRST);
        fixture.write(
                "file_days/dt=2020-08-31/old-1.csv",
                DAYS + "a.csv,2,1,5.0,0.0,5.0\n" + B + ",1,0,5.0,0.0,5.0\n");
        fixture.write(
                "file_ledger/dt=2026-11-20/old-0.csv",
                LEDGER + "a.csv,9,OK,4,3,1,1\n" + B + ",9,OK,2,2,1,0\nc.csv,9,OK,2,1,0,1\n");
        fixture.write(
                "rejected_rows/dt=2026-11-20/old-0.csv",
                REJECTS + "a.csv,0,BAD_AMOUNT,,,x\nc.csv,0,BAD_AMOUNT,,,y\n");
        fixture.write(
                STAGING + "daily_revenue/dt=2020-08-31/part-0.csv",
                DAILY + "2020-08-31,10.000000\n");
        fixture.write(
                STAGING + "file_days/dt=2020-08-30/part-0.csv",
                DAYS
                        + "a.csv,1,0,8.000000,0,8.0\n"
                        + B
                        + ",1,0,6.0,-1.0,5.0\nc.csv,7,0,70.0,0.0,70.0\n");
        fixture.write(
                STAGING + "file_days/dt=2020-08-31/part-1.csv",
                DAYS + "a.csv,3,0,5.0,0.0,5.0\n" + B + ",1,0,5.0,0.0,5.0\n");
        fixture.write(
                STAGING + "file_ledger/dt=2026-11-22/part-0.csv",
                LEDGER + "a.csv,9,OK,4,4,0,0\n" + B + ",9,OK,3,2,0,1\nc.csv,9,OK,7,7,0,0\n");
        fixture.write(
                STAGING + "rejected_rows/dt=2026-11-22/part-0.csv",
                REJECTS + B + ",0,BAD_AMOUNT,,,z\n");
        return fixture;
    }

    private static SortedMap<String, String> restated() {
        SortedMap<String, String> expected = new TreeMap<>();
        expected.put("daily_revenue/dt=2020-08-30/old-0.csv", DAILY + "2020-08-30,18.000000\n");
        expected.put(published("daily_revenue", "2020-08-31"), DAILY + "2020-08-31,10.000000\n");
        expected.put("late_revenue/dt=2020-08-30/old-0.csv", "file,revenue\n" + B + ",5.0\n");
        expected.put("file_days/dt=2020-08-30/old-0.csv", DAYS_OF_FIRST);
        expected.put(
                published("file_days", "2020-08-31"),
                DAYS + "a.csv,3,0,5.0,0.0,5.0\n" + B + ",1,0,5.0,0.0,5.0\n");
        expected.put("file_ledger/dt=2026-11-20/old-0.csv", LEDGER + "c.csv,9,OK,2,1,0,1\n");
        expected.put(
                published("file_ledger", "2026-11-22"),
                LEDGER + "a.csv,9,OK,4,4,0,0\n" + B + ",9,OK,3,2,1,1\n");
        expected.put("rejected_rows/dt=2026-11-20/old-0.csv", REJECTS + "c.csv,0,BAD_AMOUNT,,,y\n");
        expected.put(published("rejected_rows", "2026-11-22"), REJECTS + B + ",0,BAD_AMOUNT,,,z\n");
        return expected;
    }

    private static String published(String report, String date) {
        return String.format("%s/dt=%s/%s-%s-0.csv", report, date, report, RUN);
    }
}
