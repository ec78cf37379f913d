package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smsreports.integration.objectstore.UnreliableS3.Fault;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UnreliableS3Test {

    private static final int SIZE = 100_000;

    /** The lengths of what has arrived as a whole. */
    private final List<Integer> arrived = new CopyOnWriteArrayList<>();

    private HttpServer server;
    private UnreliableS3 store;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::receive);
        server.start();
        store = UnreliableS3.before(server.getAddress().getPort(), 1);
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.stop(0);
    }

    @Test
    void passesOnWhatIsSaid() throws Exception {
        assertThat(put().join().statusCode()).isEqualTo(200);
        assertThat(arrived).containsExactly(SIZE);
        for (Fault fault : Fault.values()) {
            assertThat(store.met(fault)).as("%s", fault).isZero();
        }
    }

    @Test
    void refusesSomeRequestsByLot() throws Exception {
        store.bringAbout(Fault.SLOW_DOWN, 3_600);
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            int status = send(HttpRequest.newBuilder(uri()).GET()).join().statusCode();
            assertThat(status).isIn(200, 503);
            refused += status == 503 ? 1 : 0;
        }
        assertThat(refused).isBetween(1, 19).isEqualTo(store.met(Fault.SLOW_DOWN));

        store.behave();
        assertThat(put().join().statusCode()).isEqualTo(200);
    }

    @Test
    void cutsAnUploadInTheMiddle() throws Exception {
        store.bringAbout(Fault.BROKEN_UPLOAD, 1);

        assertThatThrownBy(() -> put().join()).hasCauseInstanceOf(IOException.class);
        assertThat(store.met(Fault.BROKEN_UPLOAD)).isOne();
        assertThat(put().join().statusCode()).isEqualTo(200);
        assertThat(arrived).as("whole uploads").containsExactly(SIZE);
    }

    @Test
    void losesTheAnswerToWhatIsDone() throws Exception {
        store.bringAbout(Fault.LOST_ANSWER, 1);

        assertThatThrownBy(() -> put().join()).hasCauseInstanceOf(IOException.class);
        assertThat(store.met(Fault.LOST_ANSWER)).isOne();
        assertThat(arrived).containsExactly(SIZE);
    }

    @Test
    void goesSilentAndOnAgain() throws Exception {
        store.bringAbout(Fault.SILENCE, 3_600);
        CompletableFuture<HttpResponse<String>> answer = put();
        Eventually.await("the request meets silence", () -> store.met(Fault.SILENCE) > 0);
        assertThat(answer).isNotDone();
        assertThat(arrived).isEmpty();

        store.behave();
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void tellsReadersOfAKeyThatItWasReplaced() throws Exception {
        store.replaceUnderReaders("/key", 1);

        assertThat(put().join().statusCode()).isEqualTo(200);
        assertThat(get("/bucket/key").statusCode()).as("no condition").isEqualTo(200);
        assertThat(getIfUnchanged("/bucket/other").statusCode()).isEqualTo(200);
        assertThat(getIfUnchanged("/bucket/key").statusCode()).isEqualTo(412);
        assertThat(store.readsToRefuse()).isZero();
        assertThat(getIfUnchanged("/bucket/key").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri().resolve(path)).GET()).join();
    }

    private HttpResponse<String> getIfUnchanged(String path) {
        return send(HttpRequest.newBuilder(uri().resolve(path)).header("If-Match", "\"1\"").GET())
                .join();
    }

    private void receive(HttpExchange exchange) throws IOException {
        int length = exchange.getRequestBody().readAllBytes().length;
        arrived.add(length);
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private URI uri() {
        return URI.create(store.endpoint() + "/bucket/key");
    }

    private CompletableFuture<HttpResponse<String>> put() {
        byte[] body = new byte[SIZE];
        return send(
                HttpRequest.newBuilder(uri()).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
