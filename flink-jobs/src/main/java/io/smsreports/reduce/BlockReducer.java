package io.smsreports.reduce;

import io.smsreports.ledger.InputCounters;
import io.smsreports.model.BlockCounts;
import io.smsreports.model.LocalDays;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RejectedRow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.parse.CdrParser;
import io.smsreports.parse.CdrSink;
import io.smsreports.source.TextBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parses each block and reduces it to one {@link ReducedBlock}; rejected lines go to {@link
 * #REJECTED}, before it. Passes on what readers say of files. Chained behind the readers, with
 * their parallelism.
 *
 * <p>Its state is what the files in work have shown of {@link RepeatedHours}. It belongs to the
 * reader's position in a file, which a restore may hand to any reader; so every task gets all of it
 * and takes what is of its files.
 */
public final class BlockReducer extends AbstractStreamOperator<ReducedBlock>
        implements OneInputStreamOperator<TextBlock, ReducedBlock> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(BlockReducer.class);

    /** The rejected lines. */
    public static final OutputTag<RejectedRow> REJECTED =
            new OutputTag<>("rejected-rows", TypeInformation.of(RejectedRow.class));

    /**
     * The metric of the rows of which nothing shows in which pass of an hour that comes twice they
     * are; they count in the first.
     */
    public static final String UNDECIDED = "undecidedHour";

    private static final int SECONDS_PER_MINUTE = 60;

    private final long maxFutureSeconds;
    private final LocalDays days;

    private transient Tally tally;
    private transient CdrParser parser;
    private transient Counter undecided;
    private transient ListState<FileHours> state;

    /** What other tasks' files or files in wait have shown, by file. */
    private transient Map<FileKey, FileHours> restored;

    /** A delivery of a file. */
    private record FileKey(String file, long bytes, long modifiedMillis) {
        static FileKey of(TextBlock block) {
            return new FileKey(block.file, block.fileBytes, block.fileModifiedMillis);
        }

        static FileKey of(FileHours hours) {
            return new FileKey(hours.file(), hours.fileBytes(), hours.fileModifiedMillis());
        }
    }

    /**
     * @param maxFuture how far after its file's modification time a row may be dated
     * @param days whose local times record dates are, and what days slices are of
     */
    public BlockReducer(Duration maxFuture, LocalDays days) {
        this.maxFutureSeconds = maxFuture.toSeconds();
        this.days = days;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        "repeated-hours", TypeInformation.of(FileHours.class)));
        restored = new HashMap<>();
        for (FileHours hours : state.get()) {
            restored.merge(
                    FileKey.of(hours),
                    hours,
                    (one, other) -> one.offset() > other.offset() ? one : other);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        undecided = getMetricGroup().addGroup(InputCounters.GROUP).counter(UNDECIDED);
        tally = new Tally();
        parser = new CdrParser(tally, days.zone());
    }

    @Override
    public void processElement(StreamRecord<TextBlock> element) {
        TextBlock block = element.getValue();
        if (block.isHeld()) {
            emit(ReducedBlock.ofHeld(reader(), readers(), block.file, block.held));
            return;
        }
        if (block.isWaiting()) {
            emit(ReducedBlock.ofWaiting(reader(), readers(), block.waiting));
            return;
        }
        tally.begin(block);
        if (block.overlong) {
            tally.rejectWhole(RejectReason.TOO_LONG);
        } else if (block.torn) {
            tally.rejectWhole(RejectReason.WRONG_COLUMN_COUNT);
        } else {
            long latest = Math.floorDiv(block.fileModifiedMillis, 1000L) + maxFutureSeconds;
            parser.parse(block.bytes, 0, block.length, block.layout, latest);
        }
        if (block.last) {
            tally.endFile();
        }
        emit(block, block.first, block.last);
        if (block.changedToBytes != TextBlock.UNCHANGED) {
            emit(ReducedBlock.ofChange(reader(), readers(), block.file, block.changedToBytes));
        }
    }

    private void emit(TextBlock block, boolean first, boolean last) {
        emit(
                new ReducedBlock(
                        reader(),
                        readers(),
                        block.file,
                        block.fileBytes,
                        first,
                        last,
                        block.status,
                        tally.counts(),
                        tally.slices.slices(days)));
    }

    private void emit(ReducedBlock reduced) {
        output.collect(new StreamRecord<>(reduced));
    }

    private int reader() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private int readers() {
        return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    /** The input ends although its file does not, if it is drained: what is held back counts. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp() && tally.holdsBack()) {
            tally.clear();
            tally.endFile();
            emit(tally.block, false, false);
        }
        super.processWatermark(mark);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<FileHours> all = new ArrayList<>(restored.values());
        tally.shown().ifPresent(all::add);
        state.update(all);
    }

    /** Sums up one block's lines. */
    private final class Tally implements CdrSink, RepeatedHours.Rows {

        private final RepeatedHours repeatedHours = new RepeatedHours(days.zone(), this);
        private final SliceTable slices = new SliceTable();
        private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
        private long accepted;
        private long unknownPaytype;
        private long blankLines;
        private long headerLines;
        private long firstSecond;
        private long lastSecond;
        private TextBlock block = new TextBlock();

        void begin(TextBlock newBlock) {
            block = newBlock;
            clear();
            if (block.first) {
                Optional<FileHours> before =
                        Optional.ofNullable(restored.remove(FileKey.of(block)))
                                .filter(found -> block.offset > 0);
                repeatedHours.begin(
                        block.fileModifiedMillis, before.map(FileHours::hours).orElse(List.of()));
            }
        }

        void clear() {
            slices.clear();
            rejected.clear();
            accepted = 0;
            unknownPaytype = 0;
            blankLines = 0;
            headerLines = 0;
            firstSecond = Long.MAX_VALUE;
            lastSecond = Long.MIN_VALUE;
        }

        /** Decides what is still to be decided of the file. */
        void endFile() {
            repeatedHours.end();
            repeatedHours.begin(0, List.of());
        }

        boolean holdsBack() {
            return repeatedHours.holdsBack();
        }

        /** For the state; empty if there is nothing to keep. */
        Optional<FileHours> shown() {
            List<ShownHour> hours = repeatedHours.shown();
            return hours.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new FileHours(
                                    block.file,
                                    block.fileBytes,
                                    block.fileModifiedMillis,
                                    block.offset,
                                    hours));
        }

        @Override
        public void accept(long epochSecond, int paytype, long amountMinor) {
            if (repeatedHours.isQuiet(epochSecond)) {
                add(epochSecond, paytype, amountMinor);
            } else {
                repeatedHours.add(epochSecond, paytype, amountMinor);
            }
        }

        @Override
        public void add(long epochSecond, int paytype, long amountMinor) {
            slices.add(Math.floorDiv(epochSecond, SECONDS_PER_MINUTE), paytype, amountMinor);
            count(paytype, 1);
            addTime(epochSecond);
        }

        @Override
        public void add(RevenueSlice slice, long laterByMinutes) {
            slices.add(slice, laterByMinutes);
            count(slice.paytype(), slice.recordCount());
        }

        private void count(int paytype, long rows) {
            accepted += rows;
            if (paytype == NO_PAYTYPE) {
                unknownPaytype += rows;
            }
        }

        @Override
        public void addTime(long epochSecond) {
            firstSecond = Math.min(firstSecond, epochSecond);
            lastSecond = Math.max(lastSecond, epochSecond);
        }

        @Override
        public void undecided(long rows, Instant turn) {
            undecided.inc(rows);
            LOG.warn(
                    "{}: {} rows are dated in the hour that came twice in {} when clocks were put back at {}, and neither other rows nor the file's modification time show which of the two it is. They count in the first.",
                    block.file,
                    rows,
                    days.zone(),
                    turn);
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
            output.collect(REJECTED, new StreamRecord<>(row));
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
