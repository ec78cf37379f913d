package io.smsreports.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that try the same thing at the same moment. */
public final class Race {

    private Race() {}

    /** What one of them tries; true: it has won. */
    public interface Racer {
        boolean tries(int number) throws Exception;
    }

    /** Lets so many race, and returns how many have won. */
    public static int winnersOf(int racers, Racer racer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        CyclicBarrier line = new CyclicBarrier(racers);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int number = 0; number < racers; number++) {
                int own = number;
                results.add(
                        threads.submit(
                                () -> {
                                    line.await();
                                    return racer.tries(own);
                                }));
            }
            int winners = 0;
            for (Future<Boolean> result : results) {
                winners += result.get() ? 1 : 0;
            }
            return winners;
        } finally {
            threads.shutdownNow();
        }
    }
}
