package io.smsreports.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FilesAtOnceTest {

    @Test
    void worksInAllLanesAtTheSameTime() throws Exception {
        CyclicBarrier all = new CyclicBarrier(3);

        List<Integer> results =
                FilesAtOnce.inLanes(
                        3,
                        lane -> {
                            try {
                                all.await();
                            } catch (java.util.concurrent.BrokenBarrierException e) {
                                throw new IOException(e);
                            }
                            return List.of(lane, 10 + lane);
                        });

        assertThat(results).containsExactly(0, 10, 1, 11, 2, 12);
    }

    @Test
    void needsNoThreadForOneLaneOrNone() throws Exception {
        assertThat(FilesAtOnce.inLanes(0, lane -> List.of(lane))).isEmpty();
        assertThat(FilesAtOnce.inLanes(1, lane -> List.of(Thread.currentThread())))
                .containsExactly(Thread.currentThread());
    }

    @Test
    void failsWithTheFirstLaneThatFailsOnceAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();

        assertThatThrownBy(
                        () ->
                                FilesAtOnce.inLanes(
                                        2,
                                        lane -> {
                                            if (lane == 0) {
                                                throw new IOException("disk full");
                                            }
                                            try {
                                                new CountDownLatch(1).await();
                                            } finally {
                                                ended.incrementAndGet();
                                            }
                                            return List.of();
                                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThat(ended).hasValue(1);
    }

    @Test
    void endsItsLanesWhenTheCallerIsInterrupted() {
        AtomicInteger ended = new AtomicInteger();
        Thread.currentThread().interrupt();

        assertThatThrownBy(
                        () ->
                                FilesAtOnce.inLanes(
                                        2,
                                        lane -> {
                                            try {
                                                new CountDownLatch(1).await();
                                            } finally {
                                                ended.incrementAndGet();
                                            }
                                            return List.of();
                                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(ended).hasValue(2);
    }
}
