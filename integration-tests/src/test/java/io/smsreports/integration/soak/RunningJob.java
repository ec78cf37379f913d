package io.smsreports.integration.soak;

import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.soak.Disturbance.Victim;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A job in processes of its own, started and ended by the commands that users have. */
interface RunningJob extends AutoCloseable {

    /**
     * Starts by the same command what does not run; returns at once if it does, or if its output is
     * closed.
     *
     * @throws ViolationException if it has ended, or is refused, without a reason to
     */
    void ensureRunning() throws IOException, InterruptedException;

    /** Whether a start was refused because the output is closed, or the job has closed it. */
    boolean isDone();

    /**
     * Sends SIGKILL, and waits for the end.
     *
     * @return whether there was such a process
     */
    boolean kill(Victim victim) throws IOException, InterruptedException;

    /**
     * Ends the job so that the same command resumes it.
     *
     * @param byKill whether by SIGKILL; else as users stop it
     */
    void end(boolean byKill) throws IOException, InterruptedException;

    /**
     * Gives the command twice at the same moment, after {@link #end}. Returns when one of the two
     * has been refused in one line; the other one goes on as this job.
     *
     * @throws ViolationException if not exactly one of them goes on
     */
    void startTwice() throws IOException, InterruptedException;

    /**
     * Sends SIGSTOP, and SIGCONT after a while; meanwhile another process takes over. Returns when
     * there is one owner again.
     *
     * @return whether there was such a process
     * @throws ViolationException if not exactly one of two owners goes on
     */
    boolean pause(Victim victim, Duration sleep) throws IOException, InterruptedException;

    /** Begins to drain the job, in a process that the caller closes; empty if the job is done. */
    Optional<CommandProcess> drain() throws IOException, InterruptedException;

    /** Kills what lives. */
    @Override
    void close() throws IOException, InterruptedException;
}
