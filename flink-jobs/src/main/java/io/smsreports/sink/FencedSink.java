package io.smsreports.sink;

import io.smsreports.ownership.OutputOwner;
import io.smsreports.ownership.Ownership;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * A sink of files that commits only what its {@link OutputOwner} may. Files, state and what is
 * logged are those of the wrapped sink.
 *
 * <p>Flink does not say to a committer which checkpoint it commits: the number travels with each
 * file ({@link NumberedFile}).
 *
 * @param <T> a row
 * @param <S> the wrapped sink
 */
final class FencedSink<
                T,
                S extends
                        Sink<T> & SupportsWriterState<T, FileWriterBucketState>
                                & SupportsCommitter<FileSinkCommittable>>
        implements Sink<T>,
                SupportsPreWriteTopology<T>,
                SupportsWriterState<T, FileWriterBucketState>,
                SupportsCommitter<NumberedFile>,
                SupportsPreCommitTopology<FileSinkCommittable, NumberedFile> {

    private static final long serialVersionUID = 1L;

    private final S sink;
    private final OutputOwner owner;

    /**
     * @param sink what writes and commits the files; it must not compact them
     * @param owner who may commit
     */
    FencedSink(S sink, OutputOwner owner) {
        this.sink = sink;
        this.owner = owner;
    }

    @Override
    @SuppressWarnings("unchecked") // It takes the rows that the sink takes.
    public DataStream<T> addPreWriteTopology(DataStream<T> rows) {
        return sink instanceof SupportsPreWriteTopology<?> wrapped
                ? ((SupportsPreWriteTopology<T>) wrapped).addPreWriteTopology(rows)
                : rows;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return sink.createWriter(context);
    }

    @Override
    public StatefulSinkWriter<T, FileWriterBucketState> restoreWriter(
            WriterInitContext context, Collection<FileWriterBucketState> state) throws IOException {
        return sink.restoreWriter(context, state);
    }

    @Override
    public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public DataStream<CommittableMessage<NumberedFile>> addPreCommitTopology(
            DataStream<CommittableMessage<FileSinkCommittable>> files) {
        return files.map(new NumberFiles())
                .returns(CommittableMessageTypeInfo.of(this::getCommittableSerializer))
                .uid("checkpoint-number")
                .name("Checkpoint number");
    }

    @Override
    public SimpleVersionedSerializer<FileSinkCommittable> getWriteResultSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public SimpleVersionedSerializer<NumberedFile> getCommittableSerializer() {
        return new NumberedFile.Serializer(sink.getCommittableSerializer());
    }

    /** Called before any checkpoint of the attempt: one that is not the owner's fails here. */
    @Override
    public Committer<NumberedFile> createCommitter(CommitterInitContext context)
            throws IOException {
        Committer<FileSinkCommittable> files = sink.createCommitter(context);
        return new FencedCommitter(files, claim(context.getRestoredCheckpointId().orElse(0)));
    }

    private Ownership claim(long restoredCheckpoint) throws IOException {
        try {
            return owner.claim(restoredCheckpoint);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("cancelled while it claimed the output");
        }
    }

    private static final class NumberFiles
            implements MapFunction<
                    CommittableMessage<FileSinkCommittable>, CommittableMessage<NumberedFile>> {

        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("unchecked") // A summary counts committables and holds none.
        public CommittableMessage<NumberedFile> map(
                CommittableMessage<FileSinkCommittable> message) {
            if (message instanceof CommittableWithLineage<FileSinkCommittable> file) {
                return file.map(of -> new NumberedFile(of, file.getCheckpointId()));
            }
            return (CommittableMessage<NumberedFile>) (CommittableMessage<?>) message;
        }
    }

    private static final class FencedCommitter implements Committer<NumberedFile> {

        private final Committer<FileSinkCommittable> files;
        private final Ownership ownership;

        FencedCommitter(Committer<FileSinkCommittable> files, Ownership ownership) {
            this.files = files;
            this.ownership = ownership;
        }

        @Override
        public void commit(Collection<CommitRequest<NumberedFile>> requests)
                throws IOException, InterruptedException {
            long checkpoint =
                    requests.stream()
                            .mapToLong(request -> request.getCommittable().checkpoint())
                            .max()
                            .orElse(0);
            ownership.admit(checkpoint);
            files.commit(List.copyOf(requests.stream().map(FileRequest::new).toList()));
        }

        @Override
        public void close() throws Exception {
            files.close();
        }
    }

    /** A request as the wrapped committer knows it. */
    private record FileRequest(Committer.CommitRequest<NumberedFile> request)
            implements Committer.CommitRequest<FileSinkCommittable> {

        @Override
        public FileSinkCommittable getCommittable() {
            return request.getCommittable().file();
        }

        @Override
        public int getNumberOfRetries() {
            return request.getNumberOfRetries();
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            request.signalFailedWithKnownReason(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            request.signalFailedWithUnknownReason(reason);
        }

        @Override
        public void retryLater() {
            request.retryLater();
        }

        @Override
        public void updateAndRetryLater(FileSinkCommittable file) {
            request.updateAndRetryLater(
                    new NumberedFile(file, request.getCommittable().checkpoint()));
        }

        @Override
        public void signalAlreadyCommitted() {
            request.signalAlreadyCommitted();
        }
    }
}
