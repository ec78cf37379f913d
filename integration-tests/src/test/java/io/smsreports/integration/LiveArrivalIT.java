package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job watches a folder while the reference hour arrives, file by file. */
@MiniClusterTest
class LiveArrivalIT {

    private static final Set<String> UNTIL_0045 =
            Set.of(
                    "2020-08-30T00:00:00.000Z",
                    "2020-08-30T00:15:00.000Z",
                    "2020-08-30T00:30:00.000Z");

    private final ReferenceInput hour;

    @TempDir Path folder;

    LiveArrivalIT(ReferenceInput hour) {
        this.hour = hour;
    }

    /**
     * The promise to users is: within trigger interval + idle timeout + 10 s, for the defaults,
     * which the tests of JobSettings assert. Here both are short, and the limit is a busy
     * machine's.
     */
    @Test
    void publishesWindowsInTheSilenceAfterTheLastFileAndShowsTheRestAsOpen() throws Exception {
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
            deliverOneASecond(workspace);

            job.await(
                    "the windows up to 00:45 are published",
                    () ->
                            output.ledger().size() == hour.chunks().size()
                                    && output.publishedWindows().equals(UNTIL_0045));
            job.awaitCheckpoint();

            Map<String, NamedCsvRecord> ledger = output.ledger();
            assertThat(output.rows("daily_revenue")).isEmpty();
            assertThat(output.openRows("open_15min.csv"))
                    .extracting(row -> row.getField("RECORD_DATE"))
                    .containsOnly("2020-08-30T00:45:00.000Z");
            assertThat(output.published().plus(output.open(ReferenceInput.LABELS)).values())
                    .isEqualTo(ReferenceInput.goldenFigures().values());
            assertThat(output.rows("late_revenue")).isEmpty();
            Map<String, String> published = output.allFiles();

            job.drain();

            assertThat(output.allFiles()).containsAllEntriesOf(published);
            assertThat(output.ledger().keySet()).isEqualTo(ledger.keySet());
        }
        ReferenceInput.assertPublishedIn(output);
        assertThat(output.openRows("open_15min.csv")).isEmpty();
        assertThat(output.openRows("open_daily.csv")).isEmpty();
    }

    @Test
    void goesOnWhereItStoppedAndIsClosedOnceDrained() throws Exception {
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        workspace.deliver(hour.chunks().subList(0, 9));
        Map<String, String> publishedBefore;
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
            job.awaitFilesRead(9);
            job.stop();
            publishedBefore = output.allFiles();
            assertThat(output.rows("daily_revenue")).isEmpty();
        }
        workspace.deliver(hour.chunks().subList(9, 15));
        try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
            assertThat(job.resumedFrom()).isPresent();
            job.awaitFilesRead(15);
            job.drain();
        }

        assertThat(output.allFiles()).containsAllEntriesOf(publishedBefore);
        ReferenceInput.assertPublishedIn(output);
        assertThatThrownBy(() -> ReportJob.start(workspace.command("--parallelism=2")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageContaining("was closed by drain at")
                .hasMessageContaining("its last day 2020-08-30 is final");
    }

    @Test
    void aChangeOfParallelismBetweenStartsChangesNothing() throws Exception {
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        for (List<Integer> start :
                List.of(List.of(0, 5, 4), List.of(5, 10, 1), List.of(10, 15, 2))) {
            workspace.deliver(hour.chunks().subList(start.get(0), start.get(1)));
            int parallelism = start.get(2);
            try (ReportJob job =
                    ReportJob.start(workspace.command("--parallelism=" + parallelism))) {
                job.awaitFilesRead(start.get(1));
                if (start.get(1) < 15) {
                    job.cancel();
                } else {
                    job.drain();
                }
            }
        }
        ReferenceInput.assertPublishedIn(output);
    }

    private void deliverOneASecond(Workspace workspace) throws Exception {
        ScheduledExecutorService arrivals = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> last = null;
            for (int i = 0; i < hour.chunks().size(); i++) {
                List<Path> chunk = hour.chunks().subList(i, i + 1);
                last =
                        arrivals.schedule(
                                () -> {
                                    workspace.deliver(chunk);
                                    return null;
                                },
                                i,
                                TimeUnit.SECONDS);
            }
            last.get();
        } finally {
            arrivals.shutdownNow();
        }
    }
}
