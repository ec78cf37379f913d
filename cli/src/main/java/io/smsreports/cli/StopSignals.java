package io.smsreports.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ctrl-C and SIGTERM. The first one runs the command's action; the second ends the process at once.
 * A shutdown hook would not do: Flink's own hooks run beside it, and delete folders that a job
 * needs for its last savepoint.
 *
 * <p>The JDK's only interface to signals is {@code sun.misc.Signal}. It is supported (module
 * jdk.unsupported) but named here by text, as javac has no way to switch its warning off.
 */
final class StopSignals {

    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    /** The exit codes of shells for a process that a signal has ended begin here. */
    private static final int SIGNAL_EXIT_BASE = 128;

    private final AtomicReference<Runnable> action = new AtomicReference<>();
    private final AtomicInteger received = new AtomicInteger();

    private StopSignals(Runnable action) {
        this.action.set(action);
    }

    /**
     * Handles the signals from now on; the first of them runs an action, in a thread of its own.
     */
    static StopSignals take(Runnable action) {
        StopSignals signals = new StopSignals(action);
        handle("INT", () -> signals.receive(SIGINT));
        handle("TERM", () -> signals.receive(SIGTERM));
        return signals;
    }

    /**
     * Leaves the signals to a child from now on, and this process waits for its end. A terminal
     * sends Ctrl-C to both.
     *
     * @param endsOnInterrupt whether Ctrl-C ends the child, too, as SIGTERM does
     */
    static void passOn(Process child, boolean endsOnInterrupt) {
        handle("INT", endsOnInterrupt ? child::destroy : () -> {});
        handle("TERM", child::destroy);
    }

    private static void handle(String name, Runnable received) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object receiver =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                received.run();
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), receiver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JDK gives no access to signal " + name, e);
        }
    }

    /**
     * Changes what the first signal does.
     *
     * @return false if it has come already
     */
    boolean now(Runnable next) {
        action.set(next);
        return !received();
    }

    /** Whether a signal has come. */
    boolean received() {
        return received.get() > 0;
    }

    private void receive(int number) {
        if (received.incrementAndGet() > 1) {
            Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + number);
        }
        Thread thread = new Thread(() -> action.get().run(), "stop-signal");
        thread.setDaemon(true);
        thread.start();
    }
}
