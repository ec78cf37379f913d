package io.smsreports.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.InProgressFileRecoverable;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingCommitterTest {

    @TempDir Path base;

    private CapturedLog log;

    @BeforeEach
    void captureTheLog() {
        log = new CapturedLog("io.smsreports.published");
    }

    @AfterEach
    void releaseTheLog() {
        log.close();
    }

    @Test
    void logsTheRowsOfCommittedFilesByDate() throws Exception {
        Request second = published("dt=2020-08-31", "2020-08-31,2.000000\n");
        Request first = published("dt=2020-08-30", "2020-08-30,1.000000\n2020-08-30,3.000000\n");

        commit(request -> {}, second, first);

        assertThat(log.lines())
                .containsExactly(
                        "INFO daily_revenue dt=2020-08-30 2020-08-30,1.000000",
                        "INFO daily_revenue dt=2020-08-30 2020-08-30,3.000000",
                        "INFO daily_revenue dt=2020-08-31 2020-08-31,2.000000");
    }

    @Test
    void logsNothingOfARetriedCommitUntilItSucceeds() throws Exception {
        Request request = published("dt=2020-08-30", "2020-08-30,1.000000\n");

        commit(Committer.CommitRequest::retryLater, request);
        commit(pending -> pending.updateAndRetryLater(pending.getCommittable()), request);
        assertThat(log.lines()).isEmpty();
        assertThat(request.answers).containsExactly("retryLater", "updateAndRetryLater");

        commit(pending -> {}, request);
        assertThat(log.lines())
                .containsExactly("INFO daily_revenue dt=2020-08-30 2020-08-30,1.000000");
    }

    @Test
    void logsNothingOfAFailedCommit() throws Exception {
        Request request = published("dt=2020-08-30", "2020-08-30,1.000000\n");

        commit(pending -> pending.signalFailedWithKnownReason(new IOException()), request);
        commit(pending -> pending.signalFailedWithUnknownReason(new IOException()), request);

        assertThat(log.lines()).isEmpty();
        assertThat(request.answers)
                .containsExactly("signalFailedWithKnownReason", "signalFailedWithUnknownReason");
    }

    @Test
    void logsNothingWhenTheCommitThrows() throws Exception {
        Request request = published("dt=2020-08-30", "2020-08-30,1.000000\n");

        Answer storageIsDown =
                pending -> {
                    throw new IOException("storage is down");
                };

        assertThatThrownBy(() -> commit(storageIsDown, request)).hasMessage("storage is down");

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void logsAFileThatWasCommittedBeforeAFailure() throws Exception {
        Request request = published("dt=2020-08-30", "2020-08-30,1.000000\n");

        commit(Committer.CommitRequest::signalAlreadyCommitted, request);

        assertThat(log.lines())
                .containsExactly("INFO daily_revenue dt=2020-08-30 2020-08-30,1.000000");
        assertThat(request.answers).containsExactly("signalAlreadyCommitted");
    }

    @Test
    void logsAThousandRowsOfAFileAndHowManyMore() throws Exception {
        String rows =
                IntStream.range(0, 1_234)
                        .mapToObj(row -> "row " + row + "\n")
                        .collect(Collectors.joining());

        commit(request -> {}, published("dt=2020-08-30", rows));

        assertThat(log.lines()).hasSize(1_001);
        assertThat(log.lines().subList(999, 1_001))
                .containsExactly(
                        "INFO daily_revenue dt=2020-08-30 row 999",
                        "INFO daily_revenue dt=2020-08-30 and 234 more rows in part.csv");
    }

    @Test
    void logsAHundredFilesOfACommitAndHowManyMore() throws Exception {
        Request[] requests = new Request[120];
        for (int file = 0; file < requests.length; file++) {
            String date = LocalDate.of(2020, 1, 1).plusDays(file).toString();
            requests[file] = published("dt=" + date, date + ",1.000000\n");
        }

        commit(request -> {}, requests);

        assertThat(log.lines()).hasSize(101);
        assertThat(log.lines().get(100))
                .isEqualTo("INFO daily_revenue and 20 more files, up to dt=2020-04-29");
    }

    @Test
    void commitsEvenIfTheFileCannotBeReadBack() throws Exception {
        Path missing = base.resolve("daily_revenue/dt=2020-08-30/part.csv");

        commit(request -> {}, new Request("dt=2020-08-30", new Pending(flinkPath(missing))));

        assertThat(log.lines())
                .containsExactly(
                        "WARN "
                                + flinkPath(missing)
                                + ": published, but cannot be read back for this log");
    }

    @Test
    void commitsEvenIfTheFileHasNoKnownPath() throws Exception {
        commit(request -> {}, new Request("dt=2020-08-30", new Pending(null)));

        assertThat(log.lines())
                .containsExactly("WARN dt=2020-08-30: published a file of unknown name");
    }

    @Test
    void logsNothingForACleanup() throws Exception {
        InProgressFileRecoverable leftover = new Pending(flinkPath(base));

        commit(request -> {}, new Request(new FileSinkCommittable("dt=2020-08-30", leftover)));

        assertThat(log.lines()).isEmpty();
    }

    private Request published(String date, String rows) throws IOException {
        Path file = base.resolve("daily_revenue").resolve(date).resolve("part.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "date,daily_revenue\n" + rows);
        return new Request(date, new Pending(flinkPath(file)));
    }

    private static void commit(Answer answer, Request... requests) throws Exception {
        try (LoggingCommitter committer = new LoggingCommitter(new AnsweringCommitter(answer))) {
            committer.commit(
                    Arrays.stream(requests).map(each -> each.asSeenByTheCommitter).toList());
        }
    }

    private static org.apache.flink.core.fs.Path flinkPath(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }

    /** What the wrapped committer does with each request. */
    @FunctionalInterface
    private interface Answer {
        void to(Committer.CommitRequest<FileSinkCommittable> request) throws IOException;
    }

    private record AnsweringCommitter(Answer answer) implements Committer<FileSinkCommittable> {

        @Override
        public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
                throws IOException {
            for (CommitRequest<FileSinkCommittable> request : requests) {
                answer.to(request);
            }
        }

        @Override
        public void close() {}
    }

    /** A file by its path alone. */
    private record Pending(org.apache.flink.core.fs.Path path)
            implements InProgressFileRecoverable {

        @Override
        public org.apache.flink.core.fs.Path getPath() {
            return path;
        }

        @Override
        public long getSize() {
            return -1;
        }
    }

    /** A request that notes how it was answered. */
    private static final class Request {

        private final List<String> answers = new ArrayList<>();
        private final Committer.CommitRequest<FileSinkCommittable> asSeenByTheCommitter;

        Request(String date, Pending file) {
            // A pending file, not one to clean up: the constructors differ by static type.
            this(new FileSinkCommittable(date, (PendingFileRecoverable) file));
        }

        @SuppressWarnings("unchecked")
        Request(FileSinkCommittable committable) {
            asSeenByTheCommitter =
                    (Committer.CommitRequest<FileSinkCommittable>)
                            Proxy.newProxyInstance(
                                    Committer.class.getClassLoader(),
                                    new Class<?>[] {Committer.CommitRequest.class},
                                    (proxy, method, arguments) -> {
                                        if (method.getName().equals("getCommittable")) {
                                            return committable;
                                        }
                                        answers.add(method.getName());
                                        return null;
                                    });
        }
    }
}
