package io.smsreports.sink;

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
import org.apache.flink.util.function.SerializableFunction;

/**
 * A {@link FileSink} that has one file open, whatever number of dates its rows have. Left to itself
 * it opens one a date and keeps them all until the checkpoint: a file of SMS records with many
 * dates would fail the job for want of file handles.
 *
 * <p>It keeps a checkpoint's rows in memory: a report has few. Files, state and commits are those
 * of the wrapped sink, which must roll on checkpoints and must not compact.
 *
 * @param <T> a row
 */
public final class DateByDateSink<T>
        implements Sink<T>,
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

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return new Writer<>(sink.createWriter(context), partitionDate, rows.duplicate());
    }

    @Override
    public StatefulSinkWriter<T, FileWriterBucketState> restoreWriter(
            WriterInitContext context, Collection<FileWriterBucketState> state) throws IOException {
        return new Writer<>(sink.restoreWriter(context, state), partitionDate, rows.duplicate());
    }

    @Override
    public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        Committer<FileSinkCommittable> committer = sink.createCommitter(context);
        return logsRows ? new LoggingCommitter(committer) : committer;
    }

    @Override
    public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    private static final class Writer<T>
            implements StatefulSinkWriter<T, FileWriterBucketState>,
                    CommittingSinkWriter<T, FileSinkCommittable> {

        private final Map<String, List<T>> rowsByDate = new TreeMap<>();
        private final FileWriter<T> files;
        private final SerializableFunction<T, String> partitionDate;
        private final TypeSerializer<T> rows;

        Writer(
                FileWriter<T> files,
                SerializableFunction<T, String> partitionDate,
                TypeSerializer<T> rows) {
            this.files = files;
            this.partitionDate = partitionDate;
            this.rows = rows;
        }

        @Override
        public void write(T row, Context context) throws IOException, InterruptedException {
            String date = partitionDate.apply(row);
            if (date == null) {
                // The wrapped sink fails with what is wrong with it.
                files.write(row, context);
                return;
            }
            rowsByDate.computeIfAbsent(date, unused -> new ArrayList<>()).add(rows.copy(row));
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            files.flush(endOfInput);
        }

        @Override
        public Collection<FileSinkCommittable> prepareCommit()
                throws IOException, InterruptedException {
            List<FileSinkCommittable> committables = new ArrayList<>(files.prepareCommit());
            for (List<T> rowsOfOneDate : rowsByDate.values()) {
                for (T row : rowsOfOneDate) {
                    files.write(row, NoTime.INSTANCE);
                }
                committables.addAll(files.prepareCommit());
            }
            rowsByDate.clear();
            return committables;
        }

        @Override
        public List<FileWriterBucketState> snapshotState(long checkpointId) throws IOException {
            return files.snapshotState(checkpointId);
        }

        @Override
        public void close() throws Exception {
            files.close();
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
