package io.smsreports.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.ExceptionUtils;

/** Works on several files at once, as many as a disk or a store serves well. */
final class FilesAtOnce {

    /**
     * A job has seven sinks, and S3A 96 connections: more would wait for each other. At 30 ms a
     * request ten thousand dates take a sink 50 s to write.
     */
    static final int LIMIT = 12;

    private FilesAtOnce() {}

    /** The work of one lane. */
    interface Lane<T> {
        List<T> work(int lane) throws IOException, InterruptedException;
    }

    /**
     * Works in several lanes, each in a thread of its own, and returns when all of them have ended.
     *
     * @param lanes how many, up to {@link #LIMIT}
     * @return what they made, lane by lane
     * @throws IOException what the first lane failed with
     * @throws InterruptedException if the caller is interrupted; the lanes are too, and have ended
     */
    static <T> List<T> inLanes(int lanes, Lane<T> lane) throws IOException, InterruptedException {
        if (lanes == 0) {
            return List.of();
        }
        if (lanes == 1) {
            return lane.work(0);
        }
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            List<Future<List<T>>> results = new ArrayList<>();
            for (int number = 0; number < lanes; number++) {
                int own = number;
                results.add(threads.submit(() -> lane.work(own)));
            }
            List<T> all = new ArrayList<>();
            for (Future<List<T>> result : results) {
                all.addAll(result.get());
            }
            return all;
        } catch (ExecutionException e) {
            ExceptionUtils.rethrowIOException(e.getCause());
            throw new IllegalStateException("unreachable", e);
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    /** A lane that goes on would write beside whoever comes after. It ends with its request. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
