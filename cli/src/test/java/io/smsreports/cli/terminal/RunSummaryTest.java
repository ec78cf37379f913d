package io.smsreports.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunSummaryTest {

    @Test
    void showsRowsFilesAndTime() {
        RunSummary summary =
                new RunSummary(
                        Map.of(
                                "rows", 749_413L,
                                "rejected", 12L,
                                "rejected.BAD_QUOTING", 2L,
                                "rejected.BAD_AMOUNT", 10L,
                                "late", 7L,
                                "files", 15L,
                                "files.ok", 14L,
                                "files.missing", 1L),
                        Duration.ofMillis(2_500));

        assertThat(summary.lines())
                .containsExactly(
                        "  rows     749,413: 749,401 accepted, 12 rejected (BAD_QUOTING 2,"
                                + " BAD_AMOUNT 10), 7 late",
                        "  files    15: 14 OK, 1 MISSING",
                        "  time     2.5 s, 299,765 rows/s");
        assertThat(summary.warnings("data/output/file_ledger"))
                .containsExactly(
                        "WARNING: 1 file was MISSING: data/output/file_ledger says which.");
    }

    @Test
    void anEmptyRunHasNothingToWarnOf() {
        RunSummary summary = new RunSummary(Map.of(), Duration.ZERO);

        assertThat(summary.lines())
                .containsExactly(
                        "  rows     0: 0 accepted, 0 rejected, 0 late",
                        "  files    0",
                        "  time     0.0 s, 0 rows/s");
        assertThat(summary.warnings("ledger")).isEmpty();
    }

    @Test
    void warnsOfEachStatusOfFilesThatWereNotReadCompletely() {
        RunSummary summary =
                new RunSummary(
                        Map.of("files.unreadable", 2L, "files.truncated", 1L), Duration.ZERO);

        assertThat(summary.warnings("ledger"))
                .containsExactlyInAnyOrder(
                        "WARNING: 2 files were UNREADABLE: ledger says which.",
                        "WARNING: 1 file was TRUNCATED: ledger says which.");
    }
}
