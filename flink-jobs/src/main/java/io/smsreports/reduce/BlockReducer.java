package io.smsreports.reduce;

import io.smsreports.model.BlockCounts;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RejectedRow;
import io.smsreports.parse.CdrParser;
import io.smsreports.parse.CdrSink;
import io.smsreports.source.TextBlock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Parses each block and reduces it to one {@link ReducedBlock}; rejected lines go to {@link
 * #REJECTED}, before it. Passes on what readers say of files. Chained behind the readers, with
 * their parallelism.
 */
public final class BlockReducer extends ProcessFunction<TextBlock, ReducedBlock> {

    private static final long serialVersionUID = 1L;

    /** The rejected lines. */
    public static final OutputTag<RejectedRow> REJECTED =
            new OutputTag<>("rejected-rows", TypeInformation.of(RejectedRow.class));

    private static final int SECONDS_PER_MINUTE = 60;

    private final long maxFutureSeconds;

    private transient Tally tally;
    private transient CdrParser parser;

    /**
     * @param maxFuture how far after its file's modification time a row may be dated
     */
    public BlockReducer(Duration maxFuture) {
        this.maxFutureSeconds = maxFuture.toSeconds();
    }

    @Override
    public void open(OpenContext openContext) {
        tally = new Tally();
        parser = new CdrParser(tally);
    }

    @Override
    public void processElement(TextBlock block, Context context, Collector<ReducedBlock> out) {
        int reader = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        int readers = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        if (block.isHeld()) {
            out.collect(ReducedBlock.ofHeld(reader, readers, block.file, block.held));
            return;
        }
        if (block.isWaiting()) {
            out.collect(ReducedBlock.ofWaiting(reader, readers, block.waiting));
            return;
        }
        tally.begin(block, context);
        if (block.overlong) {
            tally.rejectWhole(RejectReason.TOO_LONG);
        } else if (block.torn) {
            tally.rejectWhole(RejectReason.WRONG_COLUMN_COUNT);
        } else {
            long latest = Math.floorDiv(block.fileModifiedMillis, 1000L) + maxFutureSeconds;
            parser.parse(block.bytes, 0, block.length, block.layout, latest);
        }
        out.collect(
                new ReducedBlock(
                        reader,
                        readers,
                        block.file,
                        block.fileBytes,
                        block.first,
                        block.last,
                        block.status,
                        tally.counts(),
                        tally.slices.slices()));
        if (block.changedToBytes != TextBlock.UNCHANGED) {
            out.collect(ReducedBlock.ofChange(reader, readers, block.file, block.changedToBytes));
        }
    }

    /** Sums up one block's lines. */
    private static final class Tally implements CdrSink {

        private final SliceTable slices = new SliceTable();
        private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
        private long accepted;
        private long unknownPaytype;
        private long blankLines;
        private long headerLines;
        private long firstSecond;
        private long lastSecond;
        private TextBlock block;
        private ProcessFunction<TextBlock, ReducedBlock>.Context context;

        void begin(TextBlock newBlock, ProcessFunction<TextBlock, ReducedBlock>.Context output) {
            block = newBlock;
            context = output;
            slices.clear();
            rejected.clear();
            accepted = 0;
            unknownPaytype = 0;
            blankLines = 0;
            headerLines = 0;
            firstSecond = Long.MAX_VALUE;
            lastSecond = Long.MIN_VALUE;
        }

        @Override
        public void accept(long epochSecond, int paytype, long amountMinor) {
            slices.add(Math.floorDiv(epochSecond, SECONDS_PER_MINUTE), paytype, amountMinor);
            accepted++;
            if (paytype == NO_PAYTYPE) {
                unknownPaytype++;
            }
            firstSecond = Math.min(firstSecond, epochSecond);
            lastSecond = Math.max(lastSecond, epochSecond);
        }

        @Override
        public void reject(
                RejectReason reason, int from, int to, long epochSecond, long amountMinor) {
            rejected.merge(reason, 1L, Long::sum);
            int kept =
                    reason == RejectReason.TOO_LONG
                            ? Math.min(to, from + TextBlock.OVERLONG_KEPT_BYTES)
                            : to;
            RejectedRow row = new RejectedRow();
            row.file = block.file;
            row.byteOffset = block.offset + from;
            row.reason = reason;
            row.epochSecond = epochSecond;
            row.amountMinor = amountMinor;
            row.line = Arrays.copyOfRange(block.bytes, from, kept);
            row.readAtMillis = System.currentTimeMillis();
            context.output(REJECTED, row);
        }

        void rejectWhole(RejectReason reason) {
            reject(reason, 0, block.length, UNREADABLE, UNREADABLE);
        }

        @Override
        public void blankLine() {
            blankLines++;
        }

        @Override
        public void headerLine() {
            headerLines++;
        }

        BlockCounts counts() {
            return new BlockCounts(
                    accepted,
                    new HashMap<>(rejected),
                    unknownPaytype,
                    blankLines,
                    headerLines,
                    firstSecond,
                    lastSecond);
        }
    }
}
