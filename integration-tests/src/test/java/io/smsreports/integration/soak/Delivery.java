package io.smsreports.integration.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Puts a round's files into its input, in their order: one by one beside the job ({@link #begin}),
 * or some at a time ({@link #backlog}).
 */
final class Delivery implements AutoCloseable {

    private final List<Path> files;
    private final RoundPlan plan;
    private final RoundPlaces places;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private Future<?> begun;
    private int backlogs;
    private int delivered;

    Delivery(List<Path> files, RoundPlan plan, RoundPlaces places) {
        this.files = List.copyOf(files);
        this.plan = plan;
        this.places = places;
    }

    /** Begins to deliver all of them, with the pauses that are planned. */
    void begin() {
        begun = thread.submit(this::deliver);
    }

    private Void deliver() throws IOException, InterruptedException {
        Random random = new Random(plan.seed());
        for (Path file : files) {
            Thread.sleep(random.nextInt((int) plan.longestPause().toMillis() + 1));
            places.deliver(file);
        }
        return null;
    }

    /** Delivers the next part at once: there are as many as disturbances, and one before. */
    void backlog() throws IOException {
        backlogs++;
        int end = files.size() * backlogs / (plan.whileReading().size() + 1);
        for (Path file : files.subList(delivered, end)) {
            places.deliver(file);
        }
        delivered = end;
    }

    /** How many files {@link #backlog} has delivered. */
    int delivered() {
        return delivered;
    }

    /** Waits until all that was begun is delivered. */
    void await() throws InterruptedException, ExecutionException {
        if (begun != null) {
            begun.get();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
