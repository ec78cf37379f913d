package io.smsreports.source;

import io.smsreports.model.HeldFile;
import io.smsreports.model.WaitingFiles;
import io.smsreports.source.ListingListener.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the input folder for more files. A path is read once. When the file there has another
 * size or modification time than the one that was handed out, a reader emits the notice for the
 * ledger: once a change, across restarts too, since the version that is known is in the checkpoint.
 * A file that changes before its turn is read as it is then, and one of which nothing could be read
 * is tried again ({@link UnreadFiles}).
 *
 * <p>A folder that cannot be listed is no failure of the job: what was found before is read on, and
 * the folder is listed again later. (Flink's own enumerator knows paths only, and fails the job if
 * the folder is gone when it begins.)
 *
 * <p>It knows what waits, and tells every reader, who tells the gate: of files that it has found
 * before any of them is handed out, and of each change since.
 *
 * <p>It may be told to read only what is there at its first look ({@link Watching#once}). Then it
 * also tells when all of that has been read, and hands out nothing that comes later: so that it
 * gets there however fast more comes, and no file is left half read.
 */
final class WatchingEnumerator extends CdrFileEnumerator {

    /** 1 while the input folder cannot be listed. */
    private static final String UNREACHABLE = "inputUnreachable";

    /** Subfolders that this process may not list. */
    private static final String UNREADABLE_FOLDERS = "unreadableFolders";

    /** 1 while all that was found has been read. */
    private static final String ALL_READ = "allRead";

    /** Objects whose keys are no paths. */
    private static final String FOLDED_KEYS = "foldedKeys";

    private static final Logger LOG = LoggerFactory.getLogger(WatchingEnumerator.class);

    /** How often a refused file is looked at, at the least. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(30);

    /** At which listing a refused file is looked at, if that comes sooner. */
    private static final int LISTINGS_A_LOOK = 30;

    /** How many refused files are looked at each time: each is a request or two. */
    private static final int MAX_LOOKS = 100;

    /** How many of the files that wait are looked into at the most. */
    private static final int MAX_PEEKED = 1_000;

    /** How often readers hear that the watermark may go on; of what holds it they hear at once. */
    private static final Duration TELL_INTERVAL = Duration.ofMillis(100);

    /** How often a folder that is out of reach is reported. */
    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

    private final Path folder;
    private final StableFiles files;
    private final long intervalMillis;

    /** Why the last listing failed; empty if it did not. A metric reads it. */
    private volatile String failure = "";

    private long reportedNanos;

    /** The files that the storage refuses, as of the last listing; each is an unread one. */
    private volatile Set<Path> refused;

    private final long lookNanos;
    private long lookedNanos = System.nanoTime();

    private final Watching watching;
    private final HeadPeeks peeks;

    /**
     * Until what is there at the start is known: the watermark stands, since any time may be in it.
     */
    private boolean isFirstLook = true;

    /** When the folder was listed first. */
    private OptionalLong firstListingNanos = OptionalLong.empty();

    /** What was being written when the folder was listed first, and is still. */
    private Set<Path> beingWritten = Set.of();

    /** What the readers know of the files that wait. */
    private WaitingFiles told = new WaitingFiles(0, HeldFile.UNKNOWN, false, List.of(), false);

    private long toldNanos = System.nanoTime();

    /** Whether all that the last listing found has been read. A metric reads it. */
    private volatile boolean allRead;

    /**
     * @param folder that is watched
     */
    WatchingEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context,
            Path folder,
            Watching watching,
            CdrFileEnumeratorState state) {
        super(context, state, waiting(folder, watching, state));
        this.folder = folder;
        this.watching = watching;
        this.peeks = new HeadPeeks(folder, watching.zone());
        this.files = new StableFiles(folder, watching.settleTime());
        Duration interval = watching.discoveryInterval();
        this.intervalMillis = interval.toMillis();
        this.lookNanos =
                Math.min(LOOK_INTERVAL.toNanos(), interval.multipliedBy(LISTINGS_A_LOOK).toNanos());
        this.refused = unread.refused();
    }

    private static OldestFirstAssigner waiting(
            Path folder, Watching watching, CdrFileEnumeratorState state) {
        List<FileSourceSplit> found =
                state.waiting().stream().map(file -> atStart(file, watching)).toList();
        return new OldestFirstAssigner(
                found, file -> watching.series().of(InputFiles.nameWithin(folder, file.path())));
    }

    /** A file that is there at the start; with a backlog in any order, it holds to its end. */
    private static FileSourceSplit atStart(FileSourceSplit file, Watching watching) {
        return watching.backlog() == Backlog.FLOW || FileSplits.isChange(file)
                ? file
                : new CdrFileSplit(file, HeldFile.TO_ITS_END);
    }

    @Override
    public void start() {
        super.start();
        MetricGroup metrics = context.metricGroup();
        metrics.gauge(ALL_READ, () -> allRead ? 1 : 0);
        metrics.gauge(UNREACHABLE, () -> failure.isEmpty() ? 0 : 1);
        metrics.gauge(UNREADABLE_FOLDERS, () -> files.notRead(Reason.UNREADABLE_FOLDER));
        metrics.gauge(FOLDED_KEYS, () -> files.notRead(Reason.FOLDED_KEY));
        context.callAsync(this::list, this::onListing, 0, intervalMillis);
    }

    @Override
    boolean isWatching() {
        return true;
    }

    /**
     * What the folder holds.
     *
     * @param readable of the files that the storage had refused, those that it hands out now
     * @param beingWritten files that are there and not complete
     */
    private record Listing(
            List<FileSourceSplit> files, Set<Path> readable, Set<Path> beingWritten) {}

    /** Runs in a thread of its own, one at a time. */
    private Listing list() throws IOException {
        List<FileSourceSplit> listed = files.list().stream().map(FileSplits::of).toList();
        Set<Path> readable = new HashSet<>();
        boolean isTime = System.nanoTime() - lookedNanos >= lookNanos;
        if (isTime && !refused.isEmpty()) {
            lookedNanos = System.nanoTime();
            listed.stream()
                    .map(FileSourceSplit::path)
                    .filter(refused::contains)
                    .limit(MAX_LOOKS)
                    .filter(StoredFile::isReadable)
                    .forEach(readable::add);
        }
        return new Listing(listed, readable, files.unstable());
    }

    private void onListing(Listing listing, Throwable error) {
        if (error != null) {
            logFailure(error);
            tell();
            return;
        }
        if (!failure.isEmpty()) {
            failure = "";
            LOG.warn("The input folder {} can be listed again.", folder.getPath());
        }
        List<FileSourceSplit> added = new ArrayList<>();
        for (FileSourceSplit file : isOver() ? List.<FileSourceSplit>of() : listing.files()) {
            FileVersion now = FileVersion.of(file);
            FileVersion before = versions.put(file.path(), now);
            if (unread.contains(file.path())) {
                unread.retry(file, listing.readable().contains(file.path())).ifPresent(added::add);
            } else if (before == null) {
                added.add(file);
            } else if (!before.equals(now) && !waiting.replace(unread.current(file))) {
                logChange(file, before);
                added.add(FileSplits.changeOf(file));
            }
        }
        unread.listed(listing.files());
        refused = unread.refused();
        waiting.addSplits(
                isFirstLook ? added.stream().map(file -> atStart(file, watching)).toList() : added);
        // Before a reader begins with one of them, every reader knows of all.
        tellLowered();
        handOut();
        isFirstLook = isFirstLook && !endsFirstLook(listing);
        tell();
        peek();
        allRead = !isFirstLook && isAllRead();
    }

    /** Whether all is found that is ever to be read. */
    private boolean isOver() {
        return watching.once() && !isFirstLook;
    }

    /** What is being written when the job starts counts as there, if it is soon complete. */
    private boolean endsFirstLook(Listing listing) {
        long now = System.nanoTime();
        if (firstListingNanos.isEmpty()) {
            firstListingNanos = OptionalLong.of(now);
            beingWritten = listing.beingWritten();
        }
        beingWritten =
                beingWritten.stream()
                        .filter(listing.beingWritten()::contains)
                        .collect(Collectors.toSet());
        if (beingWritten.isEmpty()) {
            return true;
        }
        boolean isTooLong = now - firstListingNanos.getAsLong() > watching.settleLimit().toNanos();
        if (isTooLong && watching.once()) {
            LOG.warn(
                    "Files are still being written after {} and are left to the next start, among"
                            + " them {}",
                    watching.settleLimit(),
                    beingWritten.iterator().next().getPath());
        }
        return isTooLong;
    }

    @Override
    void onWaitingChanged() {
        WaitingFiles now = waitingNow();
        boolean isDue = System.nanoTime() - toldNanos >= TELL_INTERVAL.toNanos();
        if (isDue || now.floorMillis() == WaitingFiles.NO_FLOOR || isLower(now)) {
            tell();
        }
        peek();
    }

    @Override
    public void addReader(int reader) {
        super.addReader(reader);
        if (!tell()) {
            context.sendEventToSourceReader(reader, new WaitingFilesEvent(told));
        }
    }

    private WaitingFiles waitingNow() {
        return new WaitingFiles(
                told.version() + 1,
                isFirstLook ? HeldFile.UNKNOWN : floorMillis(),
                failure.isEmpty() && firstListingNanos.isPresent(),
                waiting.series(),
                isOver() && isAllRead());
    }

    /** Why there is none makes no difference. */
    private long floorMillis() {
        long floor = waiting.floorMillis();
        return HeldFile.isTime(floor) ? floor : HeldFile.UNKNOWN;
    }

    private boolean isLower(WaitingFiles now) {
        return now.floorMillis() < told.floorMillis();
    }

    private void tellLowered() {
        if (isLower(waitingNow())) {
            tell();
        }
    }

    /**
     * Has all readers know what waits.
     *
     * @return false if nothing has changed since they heard of it
     */
    private boolean tell() {
        WaitingFiles now = waitingNow();
        if (now.floorMillis() == told.floorMillis()
                && now.listed() == told.listed()
                && now.allRead() == told.allRead()
                && now.series().equals(told.series())) {
            return false;
        }
        told = now;
        toldNanos = System.nanoTime();
        for (int reader : context.registeredReaders().keySet()) {
            context.sendEventToSourceReader(reader, new WaitingFilesEvent(told));
        }
        return true;
    }

    /** Looks into files that wait because all readers are at work. */
    private void peek() {
        int more = MAX_PEEKED - waiting.peekedFiles() - peeks.running();
        if (!isFirstLook && !waiting.hasBacklog() && more > 0) {
            peeks.start(
                    waiting.unpeeked(more + peeks.running()),
                    (file, head) -> context.runInCoordinatorThread(() -> onPeeked(file, head)));
        }
    }

    /** How many files are being looked into. */
    int runningPeeks() {
        return peeks.running();
    }

    private void onPeeked(FileSourceSplit file, long headMillis) {
        peeks.done(file);
        waiting.peeked(file, headMillis);
        onWaitingChanged();
    }

    @Override
    public void close() {
        peeks.close();
    }

    private static void logChange(FileSourceSplit file, FileVersion before) {
        LOG.warn(
                "{} has CHANGED AFTER it was READ: it had {} bytes of {} and has {} of {}. Its new"
                        + " content is not read; restate its dates in batch if it should count.",
                file.path().getPath(),
                before.bytes(),
                Instant.ofEpochMilli(before.modifiedMillis()),
                file.fileSize(),
                Instant.ofEpochMilli(file.fileModificationTime()));
    }

    private void logFailure(Throwable error) {
        String now = String.valueOf(error);
        boolean reported = System.nanoTime() - reportedNanos < REPORT_INTERVAL.toNanos();
        if (now.equals(failure) && reported) {
            return;
        }
        failure = now;
        reportedNanos = System.nanoTime();
        LOG.error(
                "The input folder {} {}. No new file is found until it is back; the job waits for"
                        + " it.",
                folder.getPath(),
                error instanceof FileNotFoundException ? "is gone" : "cannot be listed",
                error);
    }
}
