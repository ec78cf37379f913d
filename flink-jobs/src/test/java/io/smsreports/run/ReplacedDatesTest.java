package io.smsreports.run;

import static io.smsreports.run.OutputFixture.BEFORE;
import static io.smsreports.run.OutputFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch replaces a date only if it has read every file that counts there. */
final class ReplacedDatesTest {

    private static final String STAGING = "_staging/" + RUN + "/";
    private static final String DAYS = "file,accepted,late,debits,reversals,revenue\n";
    private static final String LEDGER =
            "file,size_bytes,status,rows,accepted,late,rejected,revenue\n";
    private static final String FIRST = "2020-08-30";
    private static final String SECOND = "2020-08-31";

    @TempDir Path folder;

    private final HandClock clock = new HandClock(OutputFixture.NOW);
    private OutputFixture output;

    /** A file's rows of a date; each row is worth 10. */
    private record Rows(String file, String date, long rows) {

        static Rows of(String file, String date, long rows) {
            return new Rows(file, date, rows);
        }

        String day() {
            return "%s,%d,0,%d.0,0.0,%d.0\n".formatted(file, rows, 10 * rows, 10 * rows);
        }
    }

    @BeforeEach
    void publishTwoDays() throws IOException {
        output = new OutputFixture(folder);
        publish(
                Rows.of("a.csv", FIRST, 5),
                Rows.of("b.csv", FIRST, 2),
                Rows.of("b.csv", SECOND, 7));
        output.hasRunBefore();
    }

    private void publish(Rows... rows) throws IOException {
        write("", "old", List.of(rows));
        writeLedger("", "old", List.of(rows), Map.of());
    }

    private void stage(Rows... rows) throws IOException {
        stage(Map.of(), rows);
    }

    /** As the batch has read it, with files that are not OK. */
    private void stage(Map<String, String> statuses, Rows... rows) throws IOException {
        write(STAGING, "part", List.of(rows));
        writeLedger(STAGING, "part", List.of(rows), statuses);
    }

    private void write(String base, String name, List<Rows> rows) throws IOException {
        Map<String, List<Rows>> byDate =
                rows.stream().collect(Collectors.groupingBy(Rows::date, Collectors.toList()));
        for (Map.Entry<String, List<Rows>> day : byDate.entrySet()) {
            String date = day.getKey();
            long count = day.getValue().stream().mapToLong(Rows::rows).sum();
            output.write(
                    "%sdaily_revenue/dt=%s/%s-0.csv".formatted(base, date, name),
                    "date,daily_revenue\n%s,%d.000000\n".formatted(date, 10 * count));
            output.write(
                    "%scount_revenue_15min/dt=%s/%s-0.csv".formatted(base, date, name),
                    "RECORD_DATE,Pay_type,record_count,revenue\n%sT00:00:00.000Z,Prepaid,%d,%d.0\n"
                            .formatted(date, count, 10 * count));
            output.write(
                    "%sfile_days/dt=%s/%s-0.csv".formatted(base, date, name),
                    DAYS + day.getValue().stream().map(Rows::day).collect(Collectors.joining()));
        }
    }

    private void writeLedger(
            String base, String name, List<Rows> rows, Map<String, String> statuses)
            throws IOException {
        Map<String, Long> byFile = new TreeMap<>();
        statuses.keySet().forEach(file -> byFile.put(file, 0L));
        rows.forEach(part -> byFile.merge(part.file(), part.rows(), Long::sum));
        StringBuilder ledger = new StringBuilder(LEDGER);
        byFile.forEach(
                (file, count) ->
                        ledger.append(
                                "%s,9,%s,%d,%d,0,1,%d.0\n"
                                        .formatted(
                                                file,
                                                statuses.getOrDefault(file, "OK"),
                                                count + 1,
                                                count,
                                                10 * count)));
        output.write(base + "file_ledger/dt=2026-11-20/" + name + "-0.csv", ledger.toString());
    }

    private Publication overwrite(String... filesRead) throws IOException {
        return publisher().overwrite(output.beginsBatch(), Set.of(filesRead), false);
    }

    private Publication replaceAll(String... filesRead) throws IOException {
        return publisher().overwrite(output.beginsBatch(), Set.of(filesRead), true);
    }

    private Publication restate(boolean replaceAll, List<String> dates, String... filesRead)
            throws IOException {
        return publisher()
                .restate(
                        output.beginsBatch(),
                        Set.of(filesRead),
                        replaceAll,
                        dates.stream()
                                .map(LocalDate::parse)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private BatchPublisher publisher() {
        return new BatchPublisher(clock, StoredFiles.DIRECT);
    }

    // -------------------------------------------------------------------- refusals

    /** As seen: the files of one day, of which one reaches over midnight. */
    @Test
    void refusesToReplaceADateByTheRowsOfAFileThatCrossesMidnight() throws IOException {
        stage(Rows.of("c.csv", FIRST, 1), Rows.of("b.csv", FIRST, 2), Rows.of("b.csv", SECOND, 7));

        assertRefused(
                () -> overwrite("b.csv", "c.csv"),
                "Published rows would vanish, of 2020-08-30 5 rows (revenue 50.000000): a.csv"
                        + " counted there and is not in the input. Add these files to the input (as"
                        + " an empty file of the same name, if its rows shall not count any more),"
                        + " or restate only the dates of which the input has all: --date 2020-08-31,"
                        + " or give --replace-all to let these rows vanish.");
    }

    /** A date of which the remedy would only lead to the next refusal is not offered. */
    @Test
    void offersNoDatesThatCannotBeRestatedAlone() throws IOException {
        stage(Rows.of("c.csv", FIRST, 1), Rows.of("c.csv", SECOND, 7));

        assertRefused(
                () -> overwrite("c.csv"),
                "Published rows would vanish, of 2020-08-30 7 rows (revenue 70.000000), of"
                        + " 2020-08-31 7 rows (revenue 70.000000), in all 14 rows (revenue"
                        + " 140.000000): a.csv, b.csv counted there and are not in the input. Add"
                        + " these files to the input (as an empty file of the same name, if its rows"
                        + " shall not count any more), or give --replace-all to let these rows"
                        + " vanish.");
    }

    @Test
    void refusesANamedDateToo() throws IOException {
        stage(Rows.of("b.csv", FIRST, 2), Rows.of("b.csv", SECOND, 7));

        assertRefused(
                () -> restate(false, List.of(FIRST), "b.csv"),
                "Published rows would vanish, of 2020-08-30 5 rows (revenue 50.000000): a.csv"
                        + " counted there and is not in the input. Add these files to the input (as"
                        + " an empty file of the same name, if its rows shall not count any more),"
                        + " or give --replace-all to let these rows vanish.");
    }

    /** Names are relative to the input: below another folder they are other ones. */
    @Test
    void refusesTheSameFilesUnderOtherNames() throws IOException {
        stage(
                Rows.of("in/a.csv", FIRST, 5),
                Rows.of("in/b.csv", FIRST, 2),
                Rows.of("in/b.csv", SECOND, 7));

        assertRefusedFor(
                () -> overwrite("in/a.csv", "in/b.csv"),
                "a.csv, b.csv counted there and are not in the input");
    }

    @Test
    void refusesAFileThatWasNotReadWhole() throws IOException {
        for (String status : List.of("UNREADABLE", "TRUNCATED", "CHANGED_AFTER_READ")) {
            stage(
                    Map.of("a.csv", status),
                    Rows.of("a.csv", FIRST, 4),
                    Rows.of("b.csv", FIRST, 2),
                    Rows.of("b.csv", SECOND, 7));

            assertRefused(
                    () -> overwrite("a.csv", "b.csv"),
                    "Published rows would vanish, of 2020-08-30 1 row (revenue 10.000000): a.csv"
                            + " counted there and was not read whole. Mend what file_ledger would"
                            + " call unreadable or truncated, or restate only the dates of which the"
                            + " input has all: --date 2020-08-31, or give --replace-all to let these"
                            + " rows vanish.");
        }
    }

    @Test
    void refusesAFileThatWasGoneBeforeItsTurn() throws IOException {
        stage(Map.of("a.csv", "MISSING"), Rows.of("b.csv", FIRST, 2), Rows.of("b.csv", SECOND, 7));

        assertRefusedFor(
                () -> overwrite("a.csv", "b.csv"), "a.csv counted there and is not in the input");
    }

    /** Each day's delivery comes with the same names, in a folder of its own. */
    @Test
    void refusesAnotherDaysFilesOfTheSameNames() throws IOException {
        stage(Rows.of("a.csv", FIRST, 1), Rows.of("a.csv", "2020-09-01", 9));

        assertRefused(
                () -> overwrite("a.csv"),
                "Published rows would vanish, of 2020-08-30 6 rows (revenue 60.000000): b.csv"
                        + " counted there and is not in the input; a.csv counted there and has rows"
                        + " of other dates instead now. Add these files to the input (as an empty"
                        + " file of the same name, if its rows shall not count any more) and give a"
                        + " new delivery names of its own (if it is a corrected one, name each of"
                        + " its dates with --date), or give --replace-all to let these rows"
                        + " vanish.");
    }

    /** The ledger row of such a file would not balance with what lies there of the date. */
    @Test
    void refusesToLeaveADateThatItsFilesHaveLeft() throws IOException {
        stage(Rows.of("b.csv", SECOND, 7));

        assertRefusedFor(
                () -> overwrite("a.csv", "b.csv"),
                "a.csv, b.csv counted there and have rows of other dates instead now");
    }

    @Test
    void refusesADateOfWhichNobodyKnowsTheFiles() throws IOException {
        output.write("file_days/dt=2020-08-30/old-0.csv", DAYS);
        stage(Rows.of("a.csv", FIRST, 1));

        assertRefused(
                () -> overwrite("a.csv"),
                "Published rows would vanish, of 2020-08-30 7 rows (revenue 70.000000): file_days"
                        + " does not name the files of all rows of 2020-08-30. Give --replace-all to"
                        + " let these rows vanish.");
    }

    @Test
    void refusesADateOfWhichOnlySomeFilesAreKnown() throws IOException {
        output.write("file_days/dt=2020-08-30/old-0.csv", DAYS + "a.csv,5,0,50.0,0.0,50.0\n");
        stage(Rows.of("a.csv", FIRST, 5));

        assertRefusedFor(
                () -> overwrite("a.csv"),
                "of 2020-08-30 2 rows (revenue 20.000000): file_days does not name the files of all"
                        + " rows of 2020-08-30.");
    }

    @Test
    void refusesFileDaysThatCannotBeUnderstood() throws IOException {
        output.write("file_days/dt=2020-08-30/old-0.csv", DAYS + "a.csv,many\n");
        stage(Rows.of("a.csv", FIRST, 5));

        assertRefused(
                () -> overwrite("a.csv"),
                output.output
                        + "/file_days/dt=2020-08-30/old-0.csv cannot be understood, so that nobody"
                        + " knows which files count there. Bring it back from a copy, or use another"
                        + " --output.");
    }

    @Test
    void namesSevenDatesAndThreeFilesAndCountsTheRest() throws IOException {
        Rows[] rows =
                Stream.iterate(LocalDate.parse("2020-09-01"), day -> day.plusDays(1))
                        .limit(9)
                        .map(day -> Rows.of("day-" + day + ".csv", day.toString(), 1))
                        .toArray(Rows[]::new);
        publish(rows);
        stage(Arrays.stream(rows).map(r -> Rows.of("x.csv", r.date(), 1)).toArray(Rows[]::new));

        assertRefusedFor(
                () -> overwrite("x.csv"),
                "of 2020-09-07 1 row (revenue 10.000000) and 2 more, in all 9 rows (revenue"
                        + " 90.000000): day-2020-09-01.csv, day-2020-09-02.csv, day-2020-09-03.csv"
                        + " and 6 more counted there and are not in the input.");
    }

    // ------------------------------------------------------------------ what goes

    @Test
    void replacesDatesWithAllOfTheirFiles() throws IOException {
        stage(
                Rows.of("a.csv", FIRST, 4),
                Rows.of("b.csv", FIRST, 3),
                Rows.of("b.csv", SECOND, 7),
                Rows.of("c.csv", SECOND, 1));

        overwrite("a.csv", "b.csv", "c.csv");

        assertThat(days()).isEqualTo(Map.of(FIRST, 7L, SECOND, 8L));
        assertThat(output.read("file_ledger/dt=2026-11-20/file_ledger-" + RUN + "-0.csv"))
                .isEqualTo(
                        LEDGER
                                + "a.csv,9,OK,5,4,0,1,40.0\n"
                                + "b.csv,9,OK,11,10,0,1,100.0\n"
                                + "c.csv,9,OK,2,1,0,1,10.0\n");
    }

    @Test
    void leavesDatesAloneThatItHasNoFileOf() throws IOException {
        stage(Rows.of("c.csv", "2020-09-01", 1));

        overwrite("c.csv");

        assertThat(days()).isEqualTo(Map.of(FIRST, 7L, SECOND, 7L, "2020-09-01", 1L));
    }

    /** As at the time of the run: that a file breaks off is nothing new. */
    @Test
    void takesABrokenFileThatStillHasItsRows() throws IOException {
        stage(
                Map.of("a.csv", "TRUNCATED"),
                Rows.of("a.csv", FIRST, 5),
                Rows.of("b.csv", FIRST, 2),
                Rows.of("b.csv", SECOND, 7));

        overwrite("a.csv", "b.csv");

        assertThat(days()).isEqualTo(Map.of(FIRST, 7L, SECOND, 7L));
    }

    /** The rest of a file that is not in the input still counts, and its ledger row says so. */
    @Test
    void withReplaceAllLetsRowsVanishAndBalances() throws IOException {
        stage(Rows.of("c.csv", FIRST, 1));

        Publication publication = replaceAll("c.csv");

        assertThat(publication.dates()).containsExactly(FIRST);
        assertThat(days()).isEqualTo(Map.of(FIRST, 1L, SECOND, 7L));
        assertThat(ledger())
                .containsExactlyInAnyOrder(
                        "a.csv,9,OK,1,0,0,1,0.0",
                        "b.csv,9,OK,8,7,0,1,70.0",
                        "c.csv,9,OK,2,1,0,1,10.0");
    }

    @Test
    void withReplaceAllClearsTheDatesThatItsFilesHaveLeft() throws IOException {
        stage(Rows.of("b.csv", "2020-09-01", 9));

        replaceAll("b.csv");

        assertThat(days()).isEqualTo(Map.of("2020-09-01", 9L));
        assertThat(ledger())
                .containsExactlyInAnyOrder("a.csv,9,OK,1,0,0,1,0.0", "b.csv,9,OK,10,9,0,1,90.0");
    }

    @Test
    void withReplaceAllReplacesNoMoreThanTheNamedDates() throws IOException {
        stage(Rows.of("c.csv", FIRST, 1), Rows.of("d.csv", SECOND, 3));

        restate(true, List.of(FIRST), "c.csv", "d.csv");

        assertThat(days()).isEqualTo(Map.of(FIRST, 1L, SECOND, 7L));
        assertThat(ledger())
                .containsExactlyInAnyOrder(
                        "a.csv,9,OK,1,0,0,1,0.0",
                        "b.csv,9,OK,8,7,0,1,70.0",
                        "c.csv,9,OK,2,1,0,1,10.0");
    }

    /** Whenever the process ends: a ledger row that has changed need not change its length. */
    @Test
    void withReplaceAllEndsInTheSameStateWhereverItIsKilled() throws IOException {
        stage(Rows.of("c.csv", FIRST, 1));
        int decided = 0;
        for (int step = 0; ; step++) {
            OutputFixture killed = new OutputFixture(folder.resolve("killed-" + step));
            Files.createDirectories(killed.output.getParent());
            OutputFixture.copy(output.output, killed.output);
            SortedMap<String, String> before = killed.reports();
            try {
                new BatchPublisher(clock, KilledProcess.before(step))
                        .overwrite(killed.beginsBatch(), Set.of("c.csv"), true);
                break;
            } catch (KilledProcess expected) {
                if (!BatchPublisher.isDecided(killed.base())) {
                    assertThat(killed.reports()).isEqualTo(before);
                    continue;
                }
            }
            decided++;
            publisher().resume(killed.base());
            assertThat(ledger(killed))
                    .containsExactlyInAnyOrder(
                            "a.csv,9,OK,1,0,0,1,0.0",
                            "b.csv,9,OK,8,7,0,1,70.0",
                            "c.csv,9,OK,2,1,0,1,10.0");
        }
        assertThat(decided).isGreaterThan(5);
    }

    // ------------------------------------------------------------- what has changed

    @Test
    void aNamedDateWithoutARowIsNothingToDo() throws IOException {
        stage(Rows.of("a.csv", FIRST, 5));
        SortedMap<String, String> before = output.reports();

        assertThatThrownBy(() -> restate(false, List.of("2020-09-02"), "a.csv"))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.NOTHING_TO_DO)
                .hasMessage(
                        "Nothing to do: neither the input nor output %s has a row of 2020-09-02."
                                + " Check --date and --input.",
                        output.output);
        assertNothingHasChanged(before);
    }

    /** Whose it is neither: the run before goes on, and has no entry more. */
    private void assertNothingHasChanged(SortedMap<String, String> before) throws IOException {
        assertThat(output.reports()).isEqualTo(before);
        assertThat(output.output.resolve("_staging")).doesNotExist();
        CurrentRun run = CurrentRun.of(output.base()).orElseThrow();
        assertThat(run.run()).isEqualTo(output.record(BEFORE, RunMode.STREAMING));
        assertThat(RunRecord.read(output.base())).contains(run.run());
        assertThat(run.position().number()).isEqualTo(2);
    }

    private void assertRefused(Publishing publishing, String message) throws IOException {
        SortedMap<String, String> before = output.reports();
        assertThatThrownBy(publishing::publish)
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(message);
        assertNothingHasChanged(before);
    }

    private void assertRefusedFor(Publishing publishing, String reason) throws IOException {
        assertThatThrownBy(publishing::publish)
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageContaining(reason);
    }

    private interface Publishing {
        Publication publish() throws IOException;
    }

    /** How many rows the report has of each date. */
    private Map<String, Long> days() throws IOException {
        Map<String, Long> days = new TreeMap<>();
        output.reports()
                .forEach(
                        (name, text) -> {
                            if (name.startsWith("daily_revenue/")) {
                                String[] row =
                                        text.lines().skip(1).findFirst().orElseThrow().split(",");
                                days.put(row[0], Long.parseLong(row[1].replace("0.000000", "")));
                            }
                        });
        return days;
    }

    private Collection<String> ledger() throws IOException {
        return ledger(output);
    }

    private static Collection<String> ledger(OutputFixture of) throws IOException {
        return of.reports().entrySet().stream()
                .filter(file -> file.getKey().startsWith("file_ledger/"))
                .flatMap(file -> file.getValue().lines().skip(1))
                .toList();
    }
}
