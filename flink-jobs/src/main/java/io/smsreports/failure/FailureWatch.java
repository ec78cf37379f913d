package io.smsreports.failure;

import io.smsreports.model.JobParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An operator that hands on what it is given. It is in the job for its coordinator, {@link
 * FailureCoordinator}: in the JobManager, Flink tells an operator's coordinator of each failure of
 * the task that the operator is a part of. Every task of the job ends in a sink, so there is one
 * before every sink. What a task has to say while it runs on goes there as well, by {@link
 * TaskReports}.
 */
public final class FailureWatch<T> extends AbstractStreamOperatorFactory<T>
        implements OneInputStreamOperatorFactory<T, T>, CoordinatedOperatorFactory<T> {

    private static final long serialVersionUID = 1L;

    private static final String NAME = "failure watch";

    private static final String UID = "failure-watch";

    /** What the job writes to, as text. */
    private final String[] places;

    private FailureWatch(String[] places) {
        this.places = places;
    }

    /**
     * Has the task that a stream comes from watched; a sink behind it is a part of that task. Only
     * in a job of ours, which says where it writes to: the same sinks in another job are not
     * watched.
     */
    public static <T> DataStream<T> of(DataStream<T> stream) {
        return of(stream, UID);
    }

    /**
     * The same before a sink that does not bring its own watch.
     *
     * @param sink its uid
     */
    public static <T> DataStream<T> beforeSink(DataStream<T> stream, String sink) {
        return of(stream, sink + ": " + UID);
    }

    private static <T> DataStream<T> of(DataStream<T> stream, String uid) {
        Map<String, String> parameters =
                stream.getExecutionEnvironment().getConfig().getGlobalJobParameters().toMap();
        List<String> places = new ArrayList<>();
        for (String place : List.of(JobParameters.OUTPUT, JobParameters.CHECKPOINTS)) {
            if (parameters.containsKey(place)) {
                places.add(parameters.get(place));
            }
        }
        if (places.isEmpty()) {
            return stream;
        }
        return stream.transform(
                        NAME, stream.getType(), new FailureWatch<T>(places.toArray(String[]::new)))
                .setParallelism(stream.getParallelism())
                .uid(uid);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature.
    public <O extends StreamOperator<T>> O createStreamOperator(
            StreamOperatorParameters<T> parameters) {
        OperatorEventGateway coordinator =
                parameters
                        .getOperatorEventDispatcher()
                        .getOperatorEventGateway(parameters.getStreamConfig().getOperatorID());
        // In the task's own thread, before any of its operators is initialised.
        TaskReports.open(words(places), coordinator::sendEventToCoordinator);
        return (O) new HandOn<>(parameters);
    }

    private static FailureWords words(String[] places) {
        return new FailureWords(Stream.of(places).map(Path::new).toList());
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(
            String operatorName, OperatorID operatorId) {
        return new Provider(operatorId, places);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature.
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return HandOn.class;
    }

    private static final class Provider implements OperatorCoordinator.Provider {

        private static final long serialVersionUID = 1L;

        private final OperatorID operatorId;
        private final String[] places;

        Provider(OperatorID operatorId, String[] places) {
            this.operatorId = operatorId;
            this.places = places;
        }

        @Override
        public OperatorID getOperatorId() {
            return operatorId;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            return new FailureCoordinator(context, words(places));
        }
    }

    private static final class HandOn<T> extends AbstractStreamOperator<T>
            implements OneInputStreamOperator<T, T> {

        private static final long serialVersionUID = 1L;

        HandOn(StreamOperatorParameters<T> parameters) {
            super(parameters);
        }

        @Override
        public void processElement(StreamRecord<T> element) {
            output.collect(element);
        }
    }
}
