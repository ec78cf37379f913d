package io.smsreports.sink;

import io.smsreports.model.ReportDefinition;
import io.smsreports.ownership.OutputOwner;
import java.util.Optional;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.util.function.SerializableFunction;

/**
 * How every output of the job lies on disk: {@code
 * <directory>/dt=<yyyy-MM-dd>/<prefix>-<unique>-<n>.csv}, one file per date and commit. A file
 * shows up whole, when its checkpoint (in batch: the job) has completed; until then it has a hidden
 * name or, on an object store, none.
 */
public final class ReportFiles {

    /** The partition column: a date as {@code yyyy-MM-dd}. */
    public static final String PARTITION = ReportDefinition.PARTITION;

    /** A date's folder is this and the date. */
    public static final String FOLDER_PREFIX = PARTITION + "=";

    private ReportFiles() {}

    /**
     * A sink of such files. Give it parallelism 1 where a commit must be one file.
     *
     * @param directory the output's own folder, such as {@code <output base>/rejected_rows}
     * @param filePrefix how file names begin, such as {@code rejected_rows-<run>}
     * @param partitionDate a row's date as {@code yyyy-MM-dd}; any other text, or null, fails the
     *     job
     * @param format writes one file, such as {@link CsvFormat}
     * @param <T> a row
     */
    public static <T> FileSink<T> sink(
            Path directory,
            String filePrefix,
            SerializableFunction<T, String> partitionDate,
            BulkWriter.Factory<T> format) {
        return FileSink.forBulkFormat(directory, format)
                .withBucketAssigner(new DateFolder<>(directory.toString(), partitionDate))
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(new OutputFileConfig(filePrefix, ".csv"))
                .build();
    }

    /**
     * The same for rows of any number of dates, of which few come with each commit: files are
     * written one after the other when it is made.
     *
     * @param rows copies a row
     * @param <T> a row
     */
    public static <T> DateByDateSink<T> dateByDate(
            Path directory,
            String filePrefix,
            SerializableFunction<T, String> partitionDate,
            BulkWriter.Factory<T> format,
            TypeSerializer<T> rows) {
        return new DateByDateSink<>(
                sink(directory, filePrefix, partitionDate, format), partitionDate, rows);
    }

    /**
     * A sink of such files for rows of any number of dates, of which few come with each commit: it
     * keeps them until then and has one file open. Parameters as for {@link #sink}.
     *
     * @param type a row's type
     * @param <T> a row
     */
    public static <T> DateByDateSink<T> sinkOfManyDates(
            Path directory,
            String filePrefix,
            SerializableFunction<T, String> partitionDate,
            BulkWriter.Factory<T> format,
            TypeInformation<T> type) {
        return dateByDate(
                directory,
                filePrefix,
                partitionDate,
                format,
                type.createSerializer(new SerializerConfigImpl()));
    }

    /**
     * A sink of such files that commits only what its owner may.
     *
     * @param sink one of the above
     * @param owner who may commit; empty in batch, which publishes its files by a journal
     * @param <T> a row
     * @param <S> the sink
     */
    public static <
                    T,
                    S extends
                            Sink<T> & SupportsWriterState<T, FileWriterBucketState>
                                    & SupportsCommitter<FileSinkCommittable>>
            Sink<T> ownedBy(Optional<OutputOwner> owner, S sink) {
        return owner.isPresent() ? new FencedSink<>(sink, owner.get()) : sink;
    }

    /** Puts a row into the folder of its date. */
    private record DateFolder<T>(String directory, SerializableFunction<T, String> partitionDate)
            implements BucketAssigner<T, String> {

        @Override
        public String getBucketId(T row, Context context) {
            String date = partitionDate.apply(row);
            if (date == null || !isDate(date)) {
                throw new IllegalArgumentException(
                        "A row for "
                                + directory
                                + " has the date "
                                + (date == null ? "null" : "'" + date + "'")
                                + "; give every row its date (column "
                                + PARTITION
                                + ") as yyyy-MM-dd");
            }
            return FOLDER_PREFIX + date;
        }

        /** Checks the form only: it keeps path separators and the like out of folder names. */
        private static boolean isDate(String text) {
            if (text.length() != "yyyy-MM-dd".length()) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean dash = i == 4 || i == 7;
                if (dash ? c != '-' : c < '0' || c > '9') {
                    return false;
                }
            }
            return true;
        }

        @Override
        public SimpleVersionedSerializer<String> getSerializer() {
            return SimpleVersionedStringSerializer.INSTANCE;
        }
    }
}
