package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.ProcessTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The embedded run talks to this machine only, and its web UI takes no programs. */
@EnabledOnOs(OS.LINUX)
@ProcessTest
final class LoopbackIT {

    @TempDir private Path folder;

    /** The check itself: it must see a socket that is open to all. */
    @Test
    void seesASocketThatIsOpenToOtherMachines() throws Exception {
        try (ServerSocket open = new ServerSocket(0);
                ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<InetSocketAddress> found = ListeningSockets.of(ProcessHandle.current().pid());

            assertThat(found)
                    .anyMatch(
                            socket ->
                                    socket.getPort() == open.getLocalPort()
                                            && socket.getAddress().isAnyLocalAddress())
                    .anyMatch(
                            socket ->
                                    socket.getPort() == closed.getLocalPort()
                                            && socket.getAddress().isLoopbackAddress());
        }
    }

    @Test
    void listensOnTheLoopbackOnlyAndTakesNoJars() throws Exception {
        Home home = Home.in(folder);
        home.deliver("a.csv", "0,,1,,0,,2020/08/30 00:01:00,0,100.0,,,,,,,\n");
        try (CommandProcess run = CommandProcess.start(folder, "run", "--web-port=0")) {
            String web = run.awaitOut("Web UI (http://localhost:\\d+)");
            home.awaitFile("data/output/open_totals/open_15min.csv", "00:00:00");

            assertThat(ListeningSockets.of(run.pid()))
                    .isNotEmpty()
                    .allMatch(socket -> socket.getAddress().isLoopbackAddress());
            assertThat(statusOf(web + "/jars")).isEqualTo(404);
            assertThat(statusOf(web + "/jobs")).isEqualTo(200);
        }
    }

    private static int statusOf(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
