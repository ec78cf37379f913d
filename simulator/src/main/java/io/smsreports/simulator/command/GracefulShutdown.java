package io.smsreports.simulator.command;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command clean up when the process is asked to end, by Ctrl-C for one: its thread is
 * interrupted, and the process waits until it has removed what is half done.
 */
public final class GracefulShutdown {

    /** Removing hidden files takes no longer, even 100,000 of them. */
    private static final long PATIENCE_SECONDS = 30;

    private final Thread command = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);

    private GracefulShutdown() {}

    /** Guards the command that the calling thread is about to run. */
    public static GracefulShutdown guard() {
        GracefulShutdown shutdown = new GracefulShutdown();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(shutdown::interruptAndWait, "graceful-shutdown"));
        return shutdown;
    }

    /**
     * To be called within long work on files, which the JDK does not interrupt.
     *
     * @throws InterruptedIOException if the calling thread has been interrupted
     */
    public static void throwIfInterrupted() throws InterruptedIOException {
        if (Thread.interrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void interruptAndWait() {
        if (ended.getCount() == 0) {
            return;
        }
        command.interrupt();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended, in whatever way. */
    public void commandEnded() {
        ended.countDown();
    }
}
