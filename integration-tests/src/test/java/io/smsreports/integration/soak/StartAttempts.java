package io.smsreports.integration.soak;

import io.smsreports.integration.process.CommandProcess;
import java.util.List;
import java.util.Optional;

/** The starts of one job by the same command, and what each one's end means. */
final class StartAttempts {

    /** So many starts are no accident: the job never gets anywhere. */
    private static final int MOST = 30;

    /** As ErrorCode has it. */
    private static final int REFUSED = 2;

    private static final List<String> REASONS =
            List.of(
                    " has been taken by another job ",
                    " has gone on without this job",
                    " is being written by a live job",
                    " was faster than this one",
                    " is not what it was when batch run ");

    private final String name;
    private final boolean batch;
    private final boolean mayFail;
    private final Journal journal;

    private int begun;

    /**
     * @param command that starts the job, with its arguments
     * @param mayFail whether the storage has faults, so that a job may give up
     */
    StartAttempts(List<String> command, boolean mayFail, Journal journal) {
        this.name = command.get(0);
        this.batch = command.contains("--mode=batch");
        this.mayFail = mayFail;
        this.journal = journal;
    }

    /** Counts one more. */
    void begin() {
        begun++;
        if (begun > MOST) {
            throw new ViolationException(
                    "The job does not get to its end in %d starts by %s.".formatted(MOST, name));
        }
        journal.count("starts by " + name);
    }

    /**
     * Notes that a command has ended because another job owns the output.
     *
     * @param which of the two it is, for the journal
     * @return whether that is why; false: it gave up for the store
     * @throws ViolationException if it failed otherwise, or with more than one line
     */
    boolean isRefusedForTheOther(String which, CommandProcess process) throws InterruptedException {
        int exitCode = process.exitCode();
        String err = process.err().strip();
        String last = lastLine(err);
        Optional<String> reason = REASONS.stream().filter(last::contains).findFirst();
        if (exitCode != REFUSED || reason.isEmpty()) {
            isRefusedAsDone(process);
            return false;
        }
        if (!last.startsWith("./sms-reports " + name + ": ") || !mayFail && !last.equals(err)) {
            throw new ViolationException("%s ended with more than a line: %s".formatted(name, err));
        }
        journal.count("%s lost:%s".formatted(which, reason.get()));
        journal.log("%s lost: %s".formatted(which, last));
        return true;
    }

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    /**
     * That an ended command gave up for the store, and was not refused.
     *
     * @throws ViolationException if it was, or failed otherwise
     */
    void requireGivenUp(CommandProcess process) throws InterruptedException {
        if (process.exitCode() == REFUSED) {
            throw new ViolationException("Both are refused: " + process.err());
        }
        isRefusedAsDone(process);
    }

    /**
     * Whether an ended command was refused because all is published.
     *
     * @throws ViolationException if it failed without a reason to
     */
    boolean isRefusedAsDone(CommandProcess process) throws InterruptedException {
        int exitCode = process.exitCode();
        String err = process.err().strip();
        if (exitCode == 0) {
            return false;
        }
        boolean closed = exitCode == 2 && err.contains(" was closed by ");
        // It was killed when all was done but its own end.
        boolean published = batch && exitCode == 2 && begun > 1 && err.contains(" holds reports ");
        if (closed || published) {
            journal.log("the same command is refused, as all is published: " + err);
            return true;
        }
        // Above it a start may have warned that it tries the store again.
        boolean gaveUp =
                lastLine(err).startsWith("./sms-reports " + name + ": ")
                        && (exitCode == 1 || exitCode == 2 && err.contains(": the store "));
        if (!gaveUp || !mayFail) {
            throw new ViolationException("%s ended with %d: %s".formatted(name, exitCode, err));
        }
        journal.count("starts that gave up for the store");
        journal.log(name + " gave up: " + err);
        return false;
    }
}
