package io.smsreports.ledger;

import io.smsreports.model.BlockCounts;
import io.smsreports.model.FilePart;
import io.smsreports.model.FilePart.DayPart;
import io.smsreports.model.FileStatus;
import io.smsreports.model.RejectReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Adds up the blocks of each file, and when a file is done emits its ledger entry, and to {@link
 * #FILE_DAYS} one entry per event date in it. State holds the files in work: as many as there are
 * readers.
 */
public final class FileLedger extends AbstractStreamOperator<FileLedger.Entry>
        implements OneInputStreamOperator<FilePart, FileLedger.Entry> {

    private static final long serialVersionUID = 1L;

    /** A file's part in each event date. */
    public static final OutputTag<FileDay> FILE_DAYS =
            new OutputTag<>("file-days", TypeInformation.of(FileDay.class));

    private transient Map<String, OpenFile> openFiles;
    private transient ListState<OpenFile> state;

    /** A file in work. (A Flink POJO: hence a class with public fields, not a record.) */
    public static final class OpenFile {
        public String file = "";
        public long fileBytes;
        public Map<RejectReason, Long> rejectedByReason = new HashMap<>();
        public long unknownPaytype;
        public long blankLines;
        public long headerLines;
        public long firstEventSecond = Long.MAX_VALUE;
        public long lastEventSecond = Long.MIN_VALUE;
        public Map<Long, FileDay> days = new HashMap<>();
    }

    /**
     * A file's part in an event date. Sums are in hundredths. (A Flink POJO: hence a class with
     * public fields, not a record.)
     */
    public static final class FileDay {
        public String file = "";
        public long epochDay;
        public long accepted;
        public long late;
        public BigInteger debitsMinor = BigInteger.ZERO;
        public BigInteger reversalsMinor = BigInteger.ZERO;
    }

    /**
     * The ledger row of a file that is done, or the notice that it has changed since.
     *
     * @param file its counts, over all of its blocks
     * @param status how its reading ended
     * @param readAtMillis when, in epoch milliseconds
     */
    public record Entry(OpenFile file, FileStatus status, long readAtMillis) {}

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        openFiles = new LinkedHashMap<>();
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "open-files", TypeInformation.of(OpenFile.class)));
        for (OpenFile file : state.get()) {
            openFiles.put(file.file, file);
        }
    }

    @Override
    public void processElement(StreamRecord<FilePart> element) {
        FilePart part = element.getValue();
        if (part.last() && part.status() == FileStatus.CHANGED_AFTER_READ) {
            // A separate row, also while the file is still being read.
            OpenFile changed = open(part.file());
            changed.fileBytes = part.fileBytes();
            close(changed, part.status());
            return;
        }
        OpenFile file = openFiles.computeIfAbsent(part.file(), FileLedger::open);
        add(file, part);
        if (part.last()) {
            openFiles.remove(part.file());
            close(file, part.status());
        }
    }

    private static OpenFile open(String name) {
        OpenFile file = new OpenFile();
        file.file = name;
        return file;
    }

    private static void add(OpenFile file, FilePart part) {
        BlockCounts counts = part.counts();
        file.fileBytes = part.fileBytes();
        counts.rejectedByReason()
                .forEach((reason, count) -> file.rejectedByReason.merge(reason, count, Long::sum));
        file.unknownPaytype += counts.unknownPaytype();
        file.blankLines += counts.blankLines();
        file.headerLines += counts.headerLines();
        file.firstEventSecond = Math.min(file.firstEventSecond, counts.firstEventSecond());
        file.lastEventSecond = Math.max(file.lastEventSecond, counts.lastEventSecond());
        for (DayPart day : part.days()) {
            long epochDay = day.epochDay();
            add(file.days.computeIfAbsent(epochDay, unused -> emptyDay(file, epochDay)), day);
        }
    }

    private static FileDay emptyDay(OpenFile file, long epochDay) {
        FileDay day = new FileDay();
        day.file = file.file;
        day.epochDay = epochDay;
        return day;
    }

    private static void add(FileDay day, DayPart part) {
        day.accepted += part.accepted();
        day.late += part.late();
        day.debitsMinor = day.debitsMinor.add(BigInteger.valueOf(part.debitsMinor()));
        day.reversalsMinor = day.reversalsMinor.add(BigInteger.valueOf(part.reversalsMinor()));
    }

    private void close(OpenFile file, FileStatus status) {
        long now = System.currentTimeMillis();
        output.collect(new StreamRecord<>(new Entry(file, status, now)));
        file.days.values().stream()
                .sorted(Comparator.comparingLong(day -> day.epochDay))
                .forEach(day -> output.collect(FILE_DAYS, new StreamRecord<>(day)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(new ArrayList<>(openFiles.values()));
    }

    /** The input ends although these files do not: it was drained. */
    @Override
    public void finish() throws Exception {
        openFiles.values().forEach(file -> close(file, FileStatus.TRUNCATED));
        openFiles.clear();
        super.finish();
    }
}
