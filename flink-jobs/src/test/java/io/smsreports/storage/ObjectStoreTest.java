package io.smsreports.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an environment makes of the object store. */
final class ObjectStoreTest {

    private static final Map<String, String> RETRIES =
            Map.of(
                    "s3.attempts.maximum", "0",
                    "s3.retry.limit", "1",
                    "s3.retry.interval", "3s",
                    "s3.retry.throttle.limit", "7",
                    "s3.connection.establish.timeout", "5000",
                    "s3.connection.timeout", "20000",
                    "s3.connection.request.timeout", "25s");

    @ParameterizedTest
    @CsvSource({
        "http://minio:9000, http://minio:9000",
        "minio:9000, http://minio:9000",
        "' https://minio.example ', https://minio.example"
    })
    void writesWhereTheServerIsIntoTheSettingsAndNoKey(String variable, String endpoint)
            throws Exception {
        ObjectStore store =
                new ObjectStore(
                        Map.of(
                                "MINIO_ENDPOINT", variable,
                                "MINIO_ACCESS", "minio",
                                "MINIO_SECRET", "minio123"));

        assertThat(store.settings())
                .containsAllEntriesOf(RETRIES)
                .containsEntry("s3.endpoint", endpoint)
                .containsEntry("s3.path.style.access", "true")
                .hasSize(RETRIES.size() + 2);
    }

    @Test
    void handsKeysOnInTheEnvironmentAndTakesATokenOfOthersAway() throws Exception {
        ObjectStore store =
                new ObjectStore(Map.of("MINIO_ACCESS", "minio", "MINIO_SECRET", " minio123 "));

        assertThat(store.credentials())
                .isEqualTo(
                        Map.of(
                                "AWS_ACCESS_KEY_ID", "minio",
                                "AWS_SECRET_ACCESS_KEY", "minio123",
                                "AWS_SESSION_TOKEN", ""));
    }

    @Test
    void leavesAmazonsOwnSourcesAsTheyAre() throws Exception {
        ObjectStore store = new ObjectStore(Map.of("AWS_ACCESS_KEY_ID", "a", "MINIO_ENDPOINT", ""));

        assertThat(store.settings()).isEqualTo(RETRIES);
        assertThat(store.credentials()).isEmpty();
    }

    @Test
    void looksForMinioOnThisMachineWhenItIsToUseIt() throws Exception {
        assertThat(new ObjectStore(Map.of("USE_MINIO", "true")).settings())
                .containsEntry("s3.endpoint", "http://localhost:9000");
        assertThat(new ObjectStore(Map.of("USE_MINIO", "false")).settings()).isEqualTo(RETRIES);
    }

    @ParameterizedTest
    @CsvSource({"http://", "'http:// minio:9000'", "://"})
    void refusesAnEndpointThatIsNoAddress(String endpoint) {
        ObjectStore store = new ObjectStore(Map.of("MINIO_ENDPOINT", endpoint));

        assertThatThrownBy(store::settings)
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                .hasMessage(
                        "MINIO_ENDPOINT '%s' is no address: write it as http://host:9000",
                        endpoint);
    }

    @Test
    void refusesAnEndpointWithAKeyWithoutRepeatingIt() {
        ObjectStore store =
                new ObjectStore(Map.of("MINIO_ENDPOINT", "http://me:hidden@minio:9000"));

        assertThatThrownBy(store::settings)
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                .hasMessageStartingWith("MINIO_ENDPOINT has a name or a key in it")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource({"MINIO_ACCESS, MINIO_SECRET", "MINIO_SECRET, MINIO_ACCESS"})
    void refusesHalfAKey(String set, String missing) {
        Map<String, String> environment = new HashMap<>(Map.of(set, "minio"));
        environment.put(missing, " ");

        assertThatThrownBy(() -> new ObjectStore(environment).credentials())
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                .hasMessage(
                        "%s is set without %s: set both in the environment, or neither",
                        set, missing);
    }

    @Test
    void isNotAskedForLocalPlaces() throws Exception {
        ObjectStore store = new ObjectStore(Map.of("MINIO_ACCESS", "without secret"));

        store.open(List.of(new Path("/data/in"), new Path("file:/data/out")));

        assertThat(ObjectStore.holds(new Path("s3://bucket/a"))).isTrue();
        assertThat(ObjectStore.holds(new Path("/s3/bucket"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "file:/data/in, /data/in",
        "/data/in, /data/in",
        "s3://bucket/, s3://bucket",
        "s3://bucket/a, s3://bucket/a",
        "/, /"
    })
    void namesPlacesAsUsersDo(String place, String name) {
        assertThat(PlaceName.of(new Path(place))).isEqualTo(name);
        assertThat(PlaceName.of(place)).isEqualTo(name);
    }
}
