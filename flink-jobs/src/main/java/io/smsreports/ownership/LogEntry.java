package io.smsreports.ownership;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One entry of a run's {@link CommitLog}: a small JSON file that is created once and never changed.
 *
 * @param kind what it says
 * @param token whose it is: one submission of a job, whose restarts by Flink keep it; or the run
 *     that the output passes to
 * @param checkpoint of a start the checkpoint that it restores, of a commit the least one that is
 *     complete, else 0. It is a floor: the token's owner may commit all that belongs to this
 *     checkpoint or to an earlier one
 * @param detail of a start the place of the checkpoint that it restores, or empty if it begins with
 *     the input; of a publication the fingerprint of its journal; of a passing the next run, or
 *     that there is none
 * @param by the process that wrote it, for people
 */
public record LogEntry(Kind kind, String token, long checkpoint, String detail, String by) {

    /** What belongs to nobody is no run's: ids of runs begin with a date. */
    private static final String NOBODY = "nobody";

    /** What an entry says. */
    public enum Kind {
        /** A job owns the run from here on. */
        START,
        /** The owner commits a checkpoint. */
        COMMIT,
        /**
         * A batch is published, whoever carries it out, and the output belongs to it: no job of the
         * run before may go on.
         */
        PUBLISH,
        /** The output belongs to another run, or has been cleaned: no job of this one may go on. */
        PASSED
    }

    public LogEntry {
        requireNonNull(kind, "kind");
        requireNonNull(token, "token");
        requireNonNull(detail, "detail");
        requireNonNull(by, "by");
    }

    static LogEntry start(String token, String restored, long checkpoint) {
        return new LogEntry(
                Kind.START, token, checkpoint, restored, ProcessIdentity.ofThis().toString());
    }

    static LogEntry commit(String token, long checkpoint) {
        return new LogEntry(
                Kind.COMMIT, token, checkpoint, "", ProcessIdentity.ofThis().toString());
    }

    /**
     * A batch is decided, by the journal with this fingerprint, and has the output from here on.
     */
    public static LogEntry publish(String batch, String journal) {
        return new LogEntry(Kind.PUBLISH, batch, 0, journal, ProcessIdentity.ofThis().toString());
    }

    /** The output passes to another run, by its id. */
    public static LogEntry passed(String nextRun) {
        return new LogEntry(Kind.PASSED, nextRun, 0, nextRun, ProcessIdentity.ofThis().toString());
    }

    /** The output is cleaned: no job of this run may go on, and none follows. */
    public static LogEntry cleaned() {
        return new LogEntry(
                Kind.PASSED, NOBODY, 0, NOBODY + ": cleaned", ProcessIdentity.ofThis().toString());
    }

    /** Whether it is that of a {@link #cleaned} output. */
    public boolean saysCleaned() {
        return kind == Kind.PASSED && token.equals(NOBODY);
    }

    /** Whether the run is over: the output belongs to another one, or to nobody. */
    public boolean endsRun() {
        return kind == Kind.PASSED || kind == Kind.PUBLISH;
    }

    /** The run that the output belongs to from here on, if this entry says so. */
    public Optional<String> nextRun() {
        return endsRun() && !saysCleaned() ? Optional.of(token) : Optional.empty();
    }

    /** Whether it is the owner's, and says nothing but that it goes on. */
    boolean isOf(String owner) {
        return token.equals(owner);
    }
}
