package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Flink's web UI answers. */
public final class WebUi {

    /** Where it shows how it and its job are configured. */
    private static final List<String> CONFIGURATION =
            List.of(
                    "/jobmanager/config",
                    "/jobmanager/environment",
                    "/config",
                    "/jobs/%s/config",
                    "/jobs/%s/jobmanager/config",
                    "/jobs/%s/jobmanager/environment",
                    "/jobs/%s",
                    "/jobs/%s/plan");

    private WebUi() {}

    /** A page that must be there. */
    static String page(URI web, String page) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(web.resolve(page)).build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(page).isEqualTo(200);
        assertThat(answer.body()).as(page).isNotEmpty();
        return answer.body();
    }

    /** The pages of the configuration, while one job runs. */
    public static Map<String, String> configuration(URI web) throws Exception {
        String job = page(web, "/jobs").replaceAll("(?s).*\"id\":\"([0-9a-f]{32})\".*", "$1");
        Map<String, String> pages = new TreeMap<>();
        for (String form : CONFIGURATION) {
            String page = form.formatted(job);
            pages.put(page, page(web, page));
        }
        return pages;
    }
}
