package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * Publishes a batch all or nothing. A batch writes to {@code OUTPUT_BASE/_staging/<run>}; when its
 * job is done, a journal is staged that says which files go and which come, and {@link
 * BatchRun#decide one entry} decides that it is carried out. Every step of that may be repeated, so
 * a process that is killed in the middle leaves only work for the next start. A reader may briefly
 * see a date missing, never two versions of it.
 *
 * <p>While it works it keeps a heartbeat: a start meanwhile is refused, not let in to clean up.
 */
public final class BatchPublisher {

    /** Stands for Flink's job id in the heartbeat: by now no job runs. */
    private static final String JOB = "(publishing)";

    private static final Set<ErrorCode> REFUSALS =
            Set.of(ErrorCode.RUN_REFUSED, ErrorCode.NOTHING_TO_DO, ErrorCode.OUTPUT_TAKEN);

    private final WallClock clock;
    private final StoredFiles files;

    /** A publisher by this machine's clock. */
    public BatchPublisher() {
        this(WallClock.SYSTEM, StoredFiles.DIRECT);
    }

    BatchPublisher(WallClock clock, StoredFiles files) {
        this.clock = clock;
        this.files = files;
    }

    /**
     * Publishes what a finished batch has staged on an output that holds no reports. To be called
     * by the process that ran it, once its job has ended well.
     *
     * @param batch as {@link RunRules} began it
     * @throws SmsReportsException if the output has passed to another run; nothing is published
     * @throws IOException if the storage fails; when the batch is decided, the next start completes
     *     it
     */
    public Publication add(BatchRun batch) throws IOException {
        return publish(
                batch,
                beat ->
                        PublishPlan.adding(
                                files, batch.outputBase(), batch.run(), beat::renewIfDue));
    }

    /**
     * Publishes what a finished batch has staged, in place of what lies there of the dates that it
     * computed and of the files that it read.
     *
     * @param inputFiles the files that it read, as the {@code file} columns name them
     * @param replaceAll also if published rows vanish that the batch has not read
     * @throws SmsReportsException as {@link #add}, or if rows would vanish: nothing has changed
     *     then
     * @throws IOException as {@link #add}
     */
    public Publication overwrite(BatchRun batch, Set<String> inputFiles, boolean replaceAll)
            throws IOException {
        PublishPlan.Overwrite overwrite = new PublishPlan.Overwrite(inputFiles, replaceAll);
        return publish(
                batch,
                beat ->
                        PublishPlan.overwriting(
                                files,
                                batch.outputBase(),
                                batch.run(),
                                beat::renewIfDue,
                                overwrite));
    }

    /**
     * Publishes some dates of what a finished batch has staged, in place of what lies there of
     * them.
     *
     * @param inputFiles the files that it read, as the {@code file} columns name them
     * @param replaceAll also if published rows vanish that the batch has not read
     * @param dates the event dates; what it computed of others is dropped
     * @throws SmsReportsException as {@link #overwrite}, if the output would not balance any more,
     *     or if there is no row of the dates: nothing has changed then
     * @throws IOException as {@link #add}
     */
    public Publication restate(
            BatchRun batch, Set<String> inputFiles, boolean replaceAll, SortedSet<LocalDate> dates)
            throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        dates.forEach(date -> names.add(date.toString()));
        PublishPlan.Overwrite overwrite = new PublishPlan.Overwrite(inputFiles, replaceAll);
        return publish(
                batch,
                beat ->
                        PublishPlan.restating(
                                files,
                                batch.outputBase(),
                                batch.run(),
                                beat::renewIfDue,
                                overwrite,
                                names));
    }

    /** Works out what to change. */
    private interface Plan {
        PublishJournal of(Beat beat) throws IOException;
    }

    private Publication publish(BatchRun batch, Plan plan) throws IOException {
        Path outputBase = batch.outputBase();
        Beat beat;
        PublishJournal journal;
        try {
            batch.requireOutput();
            beat = new Beat(outputBase, batch.run().runId());
        } catch (SmsReportsException e) {
            discardIfRefused(batch, e);
            throw e;
        }
        try {
            journal = plan.of(beat);
            beat.renew();
            journal.stage(files, outputBase);
            batch.requireOutput();
            batch.decide(files, journal.fingerprint());
        } catch (SmsReportsException e) {
            beat.end();
            discardIfRefused(batch, e);
            throw e;
        }
        journal.write(files, outputBase);
        return carryOut(outputBase, journal, beat);
    }

    private void discardIfRefused(BatchRun batch, SmsReportsException e) throws IOException {
        if (REFUSALS.contains(e.code())) {
            discard(batch);
        }
    }

    /**
     * The dates of a batch whose publication has begun and not ended, or empty if there is none: of
     * these a reader may find less than all, and of the ledger too.
     */
    public static Optional<List<String>> unfinished(Path outputBase) throws IOException {
        return PublishJournal.read(outputBase)
                .filter(journal -> !journal.carriedOut())
                .map(PublishJournal::dates);
    }

    /** Whether a batch is decided and not reported yet: any start completes or reports it. */
    public static boolean isDecided(Path outputBase) throws IOException {
        return PublishJournal.read(outputBase).isPresent() || decidedOn(outputBase).isPresent();
    }

    private static Optional<CurrentRun.DecidedBatch> decidedOn(Path outputBase) throws IOException {
        return CurrentRun.of(outputBase).flatMap(CurrentRun::decidedBatch);
    }

    /**
     * Forgets a complete publication that has been reported to the user. Until then {@link #resume}
     * finds it, so that after a kill in between the same command reports it.
     */
    public void acknowledge(Path outputBase) throws IOException {
        if (PublishJournal.read(outputBase).filter(PublishJournal::carriedOut).isPresent()) {
            PublishJournal.delete(files, outputBase);
        }
    }

    /**
     * Removes what a batch has staged that will not be published; with that nothing is left of it.
     * One that is decided stays.
     */
    public void discard(BatchRun batch) throws IOException {
        String runId = batch.run().runId();
        boolean decided =
                PublishJournal.read(batch.outputBase())
                                .filter(journal -> journal.run().runId().equals(runId))
                                .isPresent()
                        || decidedOn(batch.outputBase())
                                .filter(of -> of.runId().equals(runId))
                                .isPresent();
        if (!decided) {
            BatchRun.deleteStaged(files, batch.outputBase(), runId);
        }
    }

    /** Where a batch writes its outputs until they are published. */
    public static Path staging(Path outputBase, String runId) {
        return OutputFolders.staging(outputBase, runId);
    }

    /**
     * Completes the publication that an earlier process left unfinished or unreported, if any. Only
     * while no job lives on the output; {@link RunRules} sees to that.
     */
    public Optional<Publication> resume(Path outputBase) throws IOException {
        Optional<PublishJournal> journal = journalToComplete(outputBase);
        if (journal.isEmpty()) {
            return Optional.empty();
        }
        if (journal.get().carriedOut()) {
            return Optional.of(journal.get().publication());
        }
        Beat beat = new Beat(outputBase, journal.get().run().runId());
        return Optional.of(carryOut(outputBase, journal.get(), beat));
    }

    /** Also one that is decided, and whose process ended before it could put it in place. */
    private Optional<PublishJournal> journalToComplete(Path outputBase) throws IOException {
        Optional<CurrentRun> current = CurrentRun.of(outputBase);
        Optional<PublishJournal> journal = PublishJournal.read(outputBase);
        Optional<CurrentRun.DecidedBatch> decided = current.flatMap(CurrentRun::decidedBatch);
        if (decided.isPresent()) {
            return Optional.of(
                    journal.filter(decided.get()::isBy).isPresent()
                            ? journal.get()
                            : stagedJournal(outputBase, decided.get()));
        }
        if (journal.isPresent() && isObsolete(journal.get(), current)) {
            PublishJournal.delete(files, outputBase);
            return Optional.empty();
        }
        return journal;
    }

    private PublishJournal stagedJournal(Path outputBase, CurrentRun.DecidedBatch decided)
            throws IOException {
        Optional<PublishJournal> staged =
                PublishJournal.staged(outputBase, decided.runId()).filter(decided::isBy);
        if (staged.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.STATE_DAMAGED,
                    "%s, by which batch run %s is to be published, is gone or another one"
                            .formatted(
                                    PlaceName.of(
                                            PublishJournal.stagedFile(outputBase, decided.runId())),
                                    decided.runId()));
        }
        staged.get().write(files, outputBase);
        return staged.get();
    }

    /**
     * Whether a process wrote it that was paused while another one completed its publication: the
     * output has passed to the next run, which happens only then.
     */
    private static boolean isObsolete(PublishJournal journal, Optional<CurrentRun> current) {
        return current.map(of -> of.run().runId())
                .filter(runId -> !runId.equals(journal.run().runId()))
                .isPresent();
    }

    private Publication carryOut(Path outputBase, PublishJournal journal, Beat beat)
            throws IOException {
        for (PublishJournal.Part part : journal.parts()) {
            for (String old : part.deletes()) {
                beat.renewIfDue();
                files.delete(new Path(outputBase, old));
            }
            for (PublishJournal.Move move : part.moves()) {
                beat.renewIfDue();
                carryOut(outputBase, move);
            }
        }
        RunRecord published = journal.run().published();
        // First, so that a process that is paused before the next line takes nothing back.
        published.note(files, outputBase);
        published.write(files, outputBase);
        beat.renew();
        for (String abandoned : journal.abandoned()) {
            beat.renewIfDue();
            BatchRun.deleteStaged(files, outputBase, abandoned);
        }
        BatchRun.deleteStaged(files, outputBase, published.runId());
        beat.renewIfDue();
        journal.done().write(files, outputBase);
        beat.end();
        return journal.publication();
    }

    /**
     * As long as the staged file is there the target is not yet trusted, unless it is as long: a
     * rename in an object store copies first, and a file that lost rows is shorter than before.
     */
    private void carryOut(Path outputBase, PublishJournal.Move move) throws IOException {
        Path from = new Path(outputBase, move.from());
        Path to = new Path(outputBase, move.to());
        boolean arrived = files.length(to).equals(OptionalLong.of(move.bytes()));
        if (files.length(from).isEmpty()) {
            if (!arrived) {
                throw new FileNotFoundException(
                        String.format(
                                "Neither %s nor all of %s is there.",
                                PlaceName.of(from), PlaceName.of(to)));
            }
            return;
        }
        if (arrived) {
            files.delete(from);
            return;
        }
        files.moveOver(from, to);
    }

    /** This process's heartbeat while it publishes. */
    private final class Beat {
        private final Path outputBase;
        private Heartbeat last;

        Beat(Path outputBase, String runId) throws IOException {
            this.outputBase = outputBase;
            this.last = Heartbeat.ofThisProcess(runId, "", JOB, clock.now());
            renew();
        }

        void renew() throws IOException {
            last = last.renew(outputBase, clock.now());
        }

        void renewIfDue() throws IOException {
            Instant due = last.at().plus(last.interval());
            if (!clock.now().isBefore(due)) {
                renew();
            }
        }

        void end() throws IOException {
            last.end(outputBase);
        }
    }
}
