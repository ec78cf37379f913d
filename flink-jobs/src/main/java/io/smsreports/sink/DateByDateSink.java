package io.smsreports.sink;

import io.smsreports.failure.FailureWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.function.SerializableFunction;

/**
 * A {@link FileSink} that has a few files open ({@link FilesAtOnce#LIMIT}), whatever number of
 * dates its rows have. Left to itself it opens one a date and keeps them all until the checkpoint:
 * a file of SMS records with many dates would fail the job for want of file handles. And it writes
 * and commits them one after the other: on an object store each takes three requests, and ten
 * thousand dates would take longer than a checkpoint may.
 *
 * <p>It keeps a checkpoint's rows in memory: a report has few. Files, state and commits are those
 * of the wrapped sink, which must roll on checkpoints and must not compact.
 *
 * @param <T> a row
 */
public final class DateByDateSink<T>
        implements Sink<T>,
                SupportsPreWriteTopology<T>,
                SupportsWriterState<T, FileWriterBucketState>,
                SupportsCommitter<FileSinkCommittable> {

    private static final long serialVersionUID = 1L;

    private final FileSink<T> sink;
    private final SerializableFunction<T, String> partitionDate;
    private final TypeSerializer<T> rows;
    private final boolean logsRows;

    /**
     * @param partitionDate the same as the wrapped sink's
     * @param rows copies a row that the caller may use again
     */
    DateByDateSink(
            FileSink<T> sink,
            SerializableFunction<T, String> partitionDate,
            TypeSerializer<T> rows) {
        this(sink, partitionDate, rows, false);
    }

    private DateByDateSink(
            FileSink<T> sink,
            SerializableFunction<T, String> partitionDate,
            TypeSerializer<T> rows,
            boolean logsRows) {
        this.sink = sink;
        this.partitionDate = partitionDate;
        this.rows = rows;
        this.logsRows = logsRows;
    }

    /** The same sink, which also logs each row once its file is committed. */
    public DateByDateSink<T> logging() {
        return new DateByDateSink<>(sink, partitionDate, rows, true);
    }

    /** Every task that SQL makes ends in such a sink, and is watched from here. */
    @Override
    public DataStream<T> addPreWriteTopology(DataStream<T> stream) {
        return FailureWatch.of(stream);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return new Writer<>(
                sink.createWriter(context),
                () -> sink.createWriter(context),
                partitionDate,
                rows.duplicate());
    }

    @Override
    public StatefulSinkWriter<T, FileWriterBucketState> restoreWriter(
            WriterInitContext context, Collection<FileWriterBucketState> state) throws IOException {
        return new Writer<>(
                sink.restoreWriter(context, state),
                () -> sink.createWriter(context),
                partitionDate,
                rows.duplicate());
    }

    @Override
    public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        Committer<FileSinkCommittable> committer =
                new ParallelCommitter(sink.createCommitter(context));
        return logsRows ? new LoggingCommitter(committer) : committer;
    }

    @Override
    public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    /** Makes another writer of the wrapped sink. */
    private interface FileWriters<T> {
        FileWriter<T> create() throws IOException;
    }

    private static final class Writer<T>
            implements StatefulSinkWriter<T, FileWriterBucketState>,
                    CommittingSinkWriter<T, FileSinkCommittable> {

        private final Map<String, List<T>> rowsByDate = new TreeMap<>();

        /** The first one takes what is restored; more are made when there are more dates. */
        private final List<FileWriter<T>> writers = new ArrayList<>();

        private final FileWriters<T> more;
        private final SerializableFunction<T, String> partitionDate;
        private final TypeSerializer<T> rows;

        Writer(
                FileWriter<T> first,
                FileWriters<T> more,
                SerializableFunction<T, String> partitionDate,
                TypeSerializer<T> rows) {
            this.writers.add(first);
            this.more = more;
            this.partitionDate = partitionDate;
            this.rows = rows;
        }

        @Override
        public void write(T row, Context context) throws IOException, InterruptedException {
            String date = partitionDate.apply(row);
            if (date == null) {
                // The wrapped sink fails with what is wrong with it.
                writers.get(0).write(row, context);
                return;
            }
            rowsByDate.computeIfAbsent(date, unused -> new ArrayList<>()).add(rows.copy(row));
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            for (FileWriter<T> writer : writers) {
                writer.flush(endOfInput);
            }
        }

        @Override
        public Collection<FileSinkCommittable> prepareCommit()
                throws IOException, InterruptedException {
            List<List<T>> dates = new ArrayList<>(rowsByDate.values());
            int lanes = Math.min(dates.size(), FilesAtOnce.LIMIT);
            while (writers.size() < lanes) {
                writers.add(more.create());
            }
            List<FileSinkCommittable> committables = new ArrayList<>();
            for (FileWriter<T> writer : writers) {
                // Also forgets the dates of the last time.
                committables.addAll(writer.prepareCommit());
            }
            committables.addAll(
                    FilesAtOnce.inLanes(
                            lanes, lane -> write(writers.get(lane), dates, lane, lanes)));
            rowsByDate.clear();
            return committables;
        }

        /** Writes every so many-th date, one file after the other. */
        private static <T> List<FileSinkCommittable> write(
                FileWriter<T> writer, List<List<T>> dates, int first, int step)
                throws IOException, InterruptedException {
            List<FileSinkCommittable> committables = new ArrayList<>();
            for (int date = first; date < dates.size(); date += step) {
                for (T row : dates.get(date)) {
                    writer.write(row, NoTime.INSTANCE);
                }
                committables.addAll(writer.prepareCommit());
            }
            return committables;
        }

        @Override
        public List<FileWriterBucketState> snapshotState(long checkpointId) throws IOException {
            List<FileWriterBucketState> state = new ArrayList<>();
            for (FileWriter<T> writer : writers) {
                state.addAll(writer.snapshotState(checkpointId));
            }
            return state;
        }

        @Override
        public void close() throws Exception {
            IOUtils.closeAll(writers);
        }
    }

    /** Dates come from the rows themselves. */
    private enum NoTime implements SinkWriter.Context {
        INSTANCE;

        @Override
        public long currentWatermark() {
            return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
            return null;
        }
    }
}
