package io.smsreports.reconcile.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.smsreports.reconcile.LocalOutput;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reading of an output that changes, and of files that cannot be opened. */
final class PublishedOutputTest {

    private static final List<PublishedFolder> DAYS =
            List.of(PublishedFolder.rowsOf(CoreReport.DAILY_REVENUE.definition()));

    @TempDir private Path folder;

    /** Without a heartbeat another listing decides whether the output is changing. */
    @Test
    void readsAgainWhenTheFilesAreOthersByNow() throws Exception {
        HandMadeOutput.live().in(folder);
        List<Integer> rowsRead = new ArrayList<>();

        OutputTotals totals =
                LocalOutput.opened(folder)
                        .read(
                                DAYS,
                                Optional.empty(),
                                read -> {
                                    rowsRead.add(rows(read));
                                    if (rowsRead.size() == 1) {
                                        publishAnotherDay();
                                    }
                                    return rowsRead.size() > 1;
                                });

        assertThat(rowsRead).containsExactly(1, 2);
        assertThat(rows(totals)).isEqualTo(2);
    }

    @Test
    void readsOnceWhatStandsStillAndDoesNotAddUp() throws Exception {
        HandMadeOutput.live().in(folder);
        List<Integer> rowsRead = new ArrayList<>();

        LocalOutput.opened(folder)
                .read(
                        DAYS,
                        Optional.empty(),
                        read -> {
                            rowsRead.add(rows(read));
                            return false;
                        });

        assertThat(rowsRead).containsExactly(1);
    }

    /**
     * A socket is there and cannot be opened, whoever runs the tests; its own path must be short.
     */
    @Test
    void aFileThatCannotBeOpenedIsAMismatch() throws Exception {
        HandMadeOutput.live().in(folder);
        Path file = folder.resolve("daily_revenue/dt=2020-08-30/s.csv");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path bound = folder.resolve("s");
            socket.bind(UnixDomainSocketAddress.of(bound));
            Files.createSymbolicLink(file, bound);

            OutputTotals totals =
                    LocalOutput.opened(folder).read(DAYS, Optional.empty(), read -> true);

            assertThat(rows(totals)).isEqualTo(1);
            assertThat(totals.findings.mismatches)
                    .extracting(Mismatch::check, Mismatch::subject, Mismatch::detail)
                    .containsExactly(
                            tuple(
                                    Check.READABLE,
                                    "daily_revenue/dt=2020-08-30/s.csv",
                                    "it cannot be opened: let this user read it"));
        }
    }

    private static int rows(OutputTotals totals) {
        return totals.rows.get(CoreReport.DAILY_REVENUE.label()).size();
    }

    private void publishAnotherDay() {
        Path file = folder.resolve("daily_revenue/dt=2020-08-31/b.csv");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "date,daily_revenue\n2020-08-31,50.000000\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
