package io.smsreports.failure;

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
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
 * before every sink.
 */
public final class FailureWatch<T> extends AbstractStreamOperatorFactory<T>
        implements OneInputStreamOperatorFactory<T, T>, CoordinatedOperatorFactory<T> {

    private static final long serialVersionUID = 1L;

    private static final String NAME = "failure watch";

    private static final String UID = "failure-watch";

    private FailureWatch() {}

    /** Has the task that a stream comes from watched; the sink behind it is a part of that task. */
    public static <T> DataStream<T> of(DataStream<T> stream) {
        return stream.transform(NAME, stream.getType(), new FailureWatch<T>())
                .setParallelism(stream.getParallelism())
                .uid(UID);
    }

    /**
     * The same for a sink that is used apart from others.
     *
     * @param uid of the sink
     */
    public static <T> DataStream<T> of(DataStream<T> stream, String uid) {
        return stream.transform(NAME, stream.getType(), new FailureWatch<T>())
                .setParallelism(stream.getParallelism())
                .uid(uid + ": " + UID);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature.
    public <O extends StreamOperator<T>> O createStreamOperator(
            StreamOperatorParameters<T> parameters) {
        return (O) new HandOn<>(parameters);
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(
            String operatorName, OperatorID operatorId) {
        return new Provider(operatorId);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature.
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return HandOn.class;
    }

    private record Provider(OperatorID operatorId) implements OperatorCoordinator.Provider {

        @Override
        public OperatorID getOperatorId() {
            return operatorId;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            return new FailureCoordinator(context);
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
