package io.smsreports.cli.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests to Flink's REST API. Every method throws {@link ErrorCode#NO_ANSWER} if nothing answers
 * or something else than Flink, and an {@link IOException} with Flink's message if it refuses.
 */
final class RestApi {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int FIRST_ERROR_STATUS = 300;

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final JsonMapper json =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /**
     * @param address such as {@code http://localhost:8081}
     */
    RestApi(URI address) {
        this.address = address;
    }

    URI address() {
        return address;
    }

    /**
     * The answer to a GET request.
     *
     * @param path begins with a slash
     */
    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    /** The answer to a POST request. */
    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                        .build());
    }

    /** An answer as a record, whose components are named as Flink's fields. */
    <T> T value(JsonNode answer, Class<T> type) throws IOException {
        return json.treeToValue(answer, type);
    }

    /** An array of answers; empty if it is missing. */
    <T> List<T> list(JsonNode answers, Class<T> type) throws IOException {
        List<T> values = new ArrayList<>();
        for (JsonNode answer : answers) {
            values.add(value(answer, type));
        }
        return values;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ProtocolException e) {
            throw notFlink(e);
        } catch (IOException e) {
            throw noAnswer(e);
        }
        JsonNode answer = read(response.body());
        if (response.statusCode() >= FIRST_ERROR_STATUS) {
            // Flink gives a reason with each of its errors.
            if (!answer.path("errors").isArray()) {
                throw notFlink(null);
            }
            String message = answer.path("errors").path(0).asText("HTTP " + response.statusCode());
            throw new IOException(address + ": " + message.lines().findFirst().orElse(""));
        }
        return answer;
    }

    /**
     * The failure of a request to which something else has answered.
     *
     * @param cause null if the answer itself shows it
     */
    SmsReportsException notFlink(IOException cause) {
        return new SmsReportsException(
                ErrorCode.NO_ANSWER, "what answers at " + address + " is not Flink", cause);
    }

    private SmsReportsException noAnswer(IOException cause) {
        return new SmsReportsException(ErrorCode.NO_ANSWER, "nothing answers at " + address, cause);
    }

    private JsonNode read(byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw notFlink(e);
        }
    }
}
