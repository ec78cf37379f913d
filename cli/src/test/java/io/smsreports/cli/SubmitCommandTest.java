package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.smsreports.cli.rest.ClusterRest;
import io.smsreports.job.JobCommandLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubmitCommandTest {

    @Test
    void handsOnEveryFlagOfTheJobAsOftenAsItWasGiven() {
        assertThat(
                        SubmitCommand.jobFlags(
                                JobCommandLine.of(new SubmitCommand(), Map.of("MODE", "batch"))
                                        .parseArgs(
                                                "--overwrite",
                                                "--date",
                                                "2020-08-30",
                                                "--web-port=0",
                                                "--date=2020-08-31",
                                                "--replace-all=false")))
                .containsExactly(
                        "--overwrite=true",
                        "--date=2020-08-30",
                        "--date=2020-08-31",
                        "--replace-all=false");
    }

    @Test
    void waitsForTheSlotsOfAJobThatHasJustEnded() throws Exception {
        assertThat(overviewAfter(0, 0, 1)).isEqualTo(new ClusterRest.Overview(2, 1, 0));
        assertThat(overviewAfter(1, 0, 1)).isEqualTo(new ClusterRest.Overview(2, 0, 1));
    }

    private static ClusterRest.Overview overviewAfter(int jobs, int freeAtFirst, int freeLater)
            throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer flink =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        flink.createContext(
                "/overview",
                exchange -> {
                    int free = asked.incrementAndGet() < 3 ? freeAtFirst : freeLater;
                    byte[] body =
                            "{\"slots-total\": 2, \"slots-available\": %d, \"jobs-running\": %d}"
                                    .formatted(free, jobs)
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        flink.start();
        try {
            URI address = URI.create("http://localhost:" + flink.getAddress().getPort());
            return SubmitCommand.overview(new ClusterRest(address), 1);
        } finally {
            flink.stop(0);
        }
    }
}
