package io.smsreports.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.deploy.ComposeFile.Service;
import io.smsreports.storage.ObjectStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds docker-compose.yml and .env.example against the build, the settings and each other. */
final class ComposeFileTest {

    private static final List<String> FLINK = List.of("jobmanager", "taskmanager", "sql-client");

    /** What all that stands may take of a laptop's memory. */
    private static final MemorySize LAPTOP = MemorySize.parse("5g");

    private static ComposeFile compose() throws IOException {
        return ComposeFile.with(Map.of());
    }

    /** The value of every setting of the job in an environment, by variable. */
    private static Map<String, Object> settings(Map<String, String> environment)
            throws IOException {
        Map<String, Object> settings = new TreeMap<>();
        SettingVariables.options(environment)
                .forEach((variable, option) -> settings.put(variable, option.getValue()));
        return settings;
    }

    @Test
    void takesMinioByItsExactTags() throws IOException {
        assertThat(compose().service("minio").text("image"))
                .isEqualTo("quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z");
        assertThat(compose().service("minio-init").text("image"))
                .isEqualTo("quay.io/minio/mc:RELEASE.2025-08-13T08-35-41Z");
    }

    @Test
    void makesBothBucketsAlsoIfTheyAreThere() throws IOException {
        assertThat(compose().service("minio-init").list("command"))
                .containsExactly(
                        "mb", "--ignore-existing", "minio/sms-reports", "minio/sms-checkpoints");
    }

    @Test
    void runsFlinkFromTheDockerfileWithThePluginOfItsVersion() throws IOException {
        for (String name : FLINK) {
            Service service = compose().service(name);
            assertThat(service.entries().get("build"))
                    .as(name)
                    .isEqualTo(Map.of("context", ".", "target", "flink"));
            assertThat(service.environment())
                    .as(name)
                    .containsEntry("ENABLE_BUILT_IN_PLUGINS", ProjectFiles.s3Plugin());
        }
        assertThat(compose().service("simulator").entries().get("build"))
                .isEqualTo(Map.of("context", ".", "target", "simulator"));
    }

    @Test
    void passesEverySettingOfTheJobToWhereFlinkRunRuns() throws IOException {
        Map<String, String> marked = new LinkedHashMap<>();
        settings(Map.of()).keySet().forEach(variable -> marked.put(variable, "set-" + variable));

        assertThat(ComposeFile.with(marked).service("jobmanager").environment())
                .containsAllEntriesOf(marked);
    }

    @Test
    void hasTheDefaultsOfTheJobButForItsPlaces() throws IOException {
        Map<String, Object> expected = settings(Map.of());
        expected.put("USE_MINIO", true);
        expected.put("INPUT_DIR", "/data/REF_SMS_streaming");
        expected.put("REF_MAP_PATH", "/data/REF_map/ref.csv");
        expected.put("OUTPUT_BASE", "s3://sms-reports");
        expected.put("CHECKPOINT_BASE", "s3://sms-checkpoints");

        assertThat(settings(compose().service("jobmanager").environment())).isEqualTo(expected);
    }

    @Test
    void passesTheKeysAndTheEndpointToAllThatNeedThem() throws IOException {
        ComposeFile compose =
                ComposeFile.with(
                        Map.of(
                                "MINIO_ENDPOINT", "http://elsewhere:9000",
                                "MINIO_ACCESS", "some-key",
                                "MINIO_SECRET", "some-secret"));

        for (String name : FLINK) {
            assertThat(compose.service(name).environment())
                    .as(name)
                    .containsEntry("AWS_ACCESS_KEY_ID", "some-key")
                    .containsEntry("AWS_SECRET_ACCESS_KEY", "some-secret");
            assertThat(compose.service(name).flinkProperties().toMap())
                    .as(name)
                    .containsEntry("s3.endpoint", "http://elsewhere:9000");
        }
        assertThat(compose.service("minio").environment())
                .containsEntry("MINIO_ROOT_USER", "some-key")
                .containsEntry("MINIO_ROOT_PASSWORD", "some-secret");
        assertThat(compose.service("minio-init").environment())
                .containsEntry("MC_HOST_minio", "http://some-key:some-secret@minio:9000");
        assertThat(compose.service("simulator").environment())
                .containsEntry("MINIO_ENDPOINT", "http://elsewhere:9000")
                .containsEntry("MINIO_ACCESS", "some-key")
                .containsEntry("MINIO_SECRET", "some-secret");
    }

    /** The web UI has no login. */
    @Test
    void runsFlinkWithoutRootAndWithoutUploads() throws IOException {
        for (String name : List.of("jobmanager", "taskmanager", "sql-client")) {
            assertThat(compose().service(name).text("user")).as(name).isEqualTo("9999:9999");
        }
        assertThat(compose().service("jobmanager").flinkProperties().get(WebOptions.SUBMIT_ENABLE))
                .isFalse();
    }

    /** The web UI shows the configuration, and every user of the machine the command lines. */
    @Test
    void keepsTheKeysOutOfConfigurationsAndCommandLines() throws IOException {
        ComposeFile compose =
                ComposeFile.with(Map.of("MINIO_ACCESS", "some-key", "MINIO_SECRET", "some-secret"));

        for (Service service : compose.services().values()) {
            assertThat(service.environment().getOrDefault("FLINK_PROPERTIES", ""))
                    .doesNotContain("some-key", "some-secret");
            for (String entry : List.of("command", "entrypoint", "healthcheck", "build")) {
                assertThat(service.text(entry)).doesNotContain("some-key", "some-secret");
            }
        }
    }

    @Test
    void showsEveryVariableWithItsDefaultInTheExample() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        Matcher variable = ComposeFile.VARIABLE.matcher(ComposeFile.text());
        while (variable.find()) {
            String other = defaults.put(variable.group(1), variable.group(2));
            assertThat(other == null ? variable.group(2) : other)
                    .as("default of " + variable.group(1))
                    .isEqualTo(variable.group(2));
        }

        assertThat(ProjectFiles.environmentFile(".env.example"))
                .containsExactlyInAnyOrderEntriesOf(defaults);
        assertThat(defaults).containsKeys(settings(Map.of()).keySet().toArray(String[]::new));
    }

    @Test
    void listensOnTheLoopbackOnly() throws IOException {
        Map<String, List<String>> ports = new LinkedHashMap<>();
        compose().services().forEach((name, service) -> ports.put(name, service.list("ports")));

        assertThat(ports.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:9000:9000", "127.0.0.1:9001:9001", "127.0.0.1:8081:8081");
        assertThat(ports.get("taskmanager")).as("it is scaled").isEmpty();
        assertThat(compose().services().values())
                .noneMatch(service -> service.entries().containsKey("network_mode"));
    }

    @Test
    void limitsWhatEveryServiceMayDo() throws IOException {
        compose()
                .services()
                .forEach(
                        (name, service) -> {
                            assertThat(service.entries())
                                    .as(name)
                                    .containsKeys("restart", "mem_limit")
                                    .doesNotContainKeys("container_name", "hostname", "privileged");
                            assertThat(service.list("cap_drop")).as(name).containsExactly("ALL");
                            assertThat(service.list("security_opt"))
                                    .as(name)
                                    .containsExactly("no-new-privileges:true");
                        });
    }

    @Test
    void leavesTheMemoryOfALaptopWhatItNeeds() throws IOException {
        MemorySize all =
                compose().services().values().stream()
                        .filter(Service::stands)
                        .map(Service::memoryLimit)
                        .reduce(MemorySize.ZERO, MemorySize::add);

        assertThat(all).isLessThanOrEqualTo(LAPTOP);
    }

    /** By Flink's own arithmetic, which ends a process whose parts do not fit the whole. */
    @Test
    void givesFlinksProcessesLessThanTheirContainersHave() throws IOException {
        Service jobManager = compose().service("jobmanager");
        Service taskManager = compose().service("taskmanager");

        assertThat(
                        JobManagerProcessUtils.processSpecFromConfig(jobManager.flinkProperties())
                                .getTotalProcessMemorySize())
                .isLessThan(jobManager.memoryLimit());
        assertThat(
                        TaskExecutorProcessUtils.processSpecFromConfig(
                                        taskManager.flinkProperties())
                                .getTotalProcessMemorySize())
                .isLessThan(taskManager.memoryLimit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanager", "sql-client"})
    void configuresFlinkInWordsThatSurviveItsImage(String name) throws IOException {
        Service service = compose().service(name);

        assertThat(service.environment().get("FLINK_PROPERTIES").lines())
                .allMatch(line -> line.matches("[a-zA-Z0-9.-]+: \\S+"));
        ProjectFiles.assertKnownOptions(service.flinkProperties().keySet());
        assertThat(service.flinkProperties().toMap())
                .containsAllEntriesOf(
                        new ObjectStore(Map.of("MINIO_ENDPOINT", "http://minio:9000")).settings());
    }

    @Test
    void letsOnlyTheSimulatorWriteToTheData() throws IOException {
        Map<String, List<String>> volumes = new LinkedHashMap<>();
        compose().services().forEach((name, service) -> volumes.put(name, service.list("volumes")));

        assertThat(volumes)
                .containsEntry("jobmanager", List.of("./data:/data:ro"))
                .containsEntry("taskmanager", List.of("./data:/data:ro"))
                .containsEntry("sql-client", List.of("./data:/data:ro"))
                .containsEntry("simulator", List.of("./data:/data"))
                .containsEntry("minio", List.of("minio-data:/data"))
                .containsEntry("minio-init", List.of());
        assertThat(compose().volumes()).containsOnlyKeys("minio-data");
        assertThat(ProjectFiles.ROOT.resolve("data/REF_SMS_streaming/.gitkeep")).exists();
    }

    @Test
    void startsInTheOrderOfNeed() throws IOException {
        assertThat(conditions("minio-init")).containsEntry("minio", "service_healthy");
        assertThat(conditions("jobmanager"))
                .containsEntry("minio-init", "service_completed_successfully");
        assertThat(conditions("taskmanager")).containsEntry("jobmanager", "service_healthy");
        assertThat(conditions("sql-client")).containsEntry("jobmanager", "service_healthy");
        assertThat(compose().services().values().stream().filter(Service::stands))
                .allMatch(service -> service.entries().containsKey("healthcheck"));
    }

    private static Map<String, Object> conditions(String name) throws IOException {
        Map<String, Object> conditions = new LinkedHashMap<>();
        ProjectFiles.map(compose().service(name).entries().get("depends_on"))
                .forEach(
                        (service, condition) ->
                                conditions.put(
                                        service, ProjectFiles.map(condition).get("condition")));
        return conditions;
    }

    @Test
    void startsTheToolsOnDemandOnly() throws IOException {
        assertThat(compose().service("simulator").list("profiles")).containsExactly("simulator");
        assertThat(compose().service("sql-client").list("profiles")).containsExactly("sql-client");
    }
}
