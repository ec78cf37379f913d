package io.smsreports.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.deploy.ComposeFile.Service;
import io.smsreports.storage.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares docker-compose.yml and .env.example with the settings, the build and Flink. What {@code
 * docker-compose config} finds by itself, {@code .ci/run} checks.
 */
final class ComposeFileTest {

    /** What all that stands may take of a laptop's memory. */
    private static final MemorySize LAPTOP = MemorySize.parse("5g");

    private static ComposeFile compose() throws IOException {
        return ComposeFile.with(Map.of());
    }

    private static Stream<Service> services(ComposeFile compose) {
        return compose.services().values().stream();
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
    void passesEverySettingOfTheJobToWhereFlinkRunRuns() throws IOException {
        Map<String, String> marked = new TreeMap<>();
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
    void showsEveryVariableWithItsDefaultInTheExample() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        Matcher variable = ComposeFile.VARIABLE.matcher(ComposeFile.text());
        while (variable.find()) {
            String other = defaults.put(variable.group(1), variable.group(2));
            assertThat(other).as("default of " + variable.group(1)).isIn(null, variable.group(2));
        }

        assertThat(ProjectFiles.environmentFile(".env.example"))
                .containsExactlyInAnyOrderEntriesOf(defaults);
        assertThat(defaults).containsKeys(settings(Map.of()).keySet().toArray(String[]::new));
    }

    /** The web UI shows the configuration, and every user of the machine the command lines. */
    @Test
    void passesEndpointAndKeysToAllThatNeedThemAndTheKeysByEnvironmentOnly() throws IOException {
        ComposeFile compose =
                ComposeFile.with(
                        Map.of(
                                "MINIO_ENDPOINT", "http://elsewhere:9000",
                                "MINIO_ACCESS", "some-key",
                                "MINIO_SECRET", "some-secret"));

        for (Service service : compose.services().values()) {
            assertThat(service.entries().toString())
                    .contains("some-key", "some-secret")
                    .doesNotContain("minio123", "http://minio:9000");
            if (service.isFlink()) {
                assertThat(service.flinkProperties().toMap())
                        .containsEntry("s3.endpoint", "http://elsewhere:9000");
            }
            assertThat(service.environment().getOrDefault("FLINK_PROPERTIES", ""))
                    .doesNotContain("some-key", "some-secret");
            for (String entry : List.of("command", "entrypoint", "healthcheck", "build")) {
                assertThat(service.text(entry)).doesNotContain("some-key", "some-secret");
            }
        }
    }

    @Test
    void makesTheBucketsOfTheDefaultPlaces() throws IOException {
        Map<String, String> environment = compose().service("jobmanager").environment();

        for (String place : List.of("OUTPUT_BASE", "CHECKPOINT_BASE")) {
            assertThat(compose().service("minio-init").list("command"))
                    .contains(
                            "--ignore-existing", environment.get(place).replace("s3://", "minio/"));
        }
    }

    @Test
    void runsExactVersionsAndFlinkWithThePluginOfItsVersion() throws IOException {
        for (Service service : compose().services().values()) {
            if (service.entries().containsKey("build")) {
                assertThat("sms-reports-" + service.buildTarget()).isEqualTo(service.text("image"));
            } else {
                assertThat(service.text("image")).matches(".+:RELEASE\\.\\S+Z");
            }
        }
        assertThat(services(compose()).filter(Service::isFlink))
                .hasSize(3)
                .allMatch(
                        service ->
                                service.environment()
                                        .get("ENABLE_BUILT_IN_PLUGINS")
                                        .equals(ProjectFiles.s3Plugin()));
    }

    /** The web UI has no login. */
    @Test
    void isClosedToOtherMachinesAndGivesServicesNoRights() throws IOException {
        assertThat(services(compose()).flatMap(service -> service.list("ports").stream()))
                .isNotEmpty()
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(compose().service("taskmanager").list("ports")).as("it is scaled").isEmpty();
        assertThat(compose().service("jobmanager").flinkProperties().get(WebOptions.SUBMIT_ENABLE))
                .isFalse();
        compose()
                .services()
                .forEach(
                        (name, service) -> {
                            assertThat(service.entries())
                                    .as(name)
                                    .containsKeys("restart", "mem_limit")
                                    .doesNotContainKeys(
                                            "container_name",
                                            "hostname",
                                            "network_mode",
                                            "privileged");
                            assertThat(service.list("cap_drop")).as(name).containsExactly("ALL");
                            assertThat(service.list("security_opt"))
                                    .as(name)
                                    .containsExactly("no-new-privileges:true");
                            if (service.isFlink()) {
                                assertThat(service.text("user")).as(name).isEqualTo("9999:9999");
                            }
                            if (!name.equals("simulator")) {
                                assertThat(service.list("volumes"))
                                        .as("only the simulator writes to the data")
                                        .noneMatch(volume -> volume.matches("\\./data:[^:]+"));
                            }
                        });
    }

    /** Docker would make the folder, as root's, if it were not there. */
    @Test
    void readsAFolderThatIsThere() {
        assertThat(ProjectFiles.ROOT.resolve("data/REF_SMS_streaming/.gitkeep")).exists();
    }

    @Test
    void leavesTheMemoryOfALaptopWhatItNeedsAndStartsToolsOnDemand() throws IOException {
        for (String tool : List.of("simulator", "sql-client")) {
            assertThat(compose().service(tool).list("profiles")).containsExactly(tool);
        }
        assertThat(
                        services(compose())
                                .filter(Service::stands)
                                .map(Service::memoryLimit)
                                .reduce(MemorySize.ZERO, MemorySize::add))
                .isLessThanOrEqualTo(LAPTOP);
        assertThat(compose().services())
                .allSatisfy(
                        (name, service) ->
                                assertThat(service.stands())
                                        .as(name + " stands")
                                        .isEqualTo(service.entries().containsKey("healthcheck")));
    }

    @Test
    void startsFlinkWhenWhatItNeedsIsReady() throws IOException {
        assertThat(services(compose()).filter(Service::isFlink))
                .allMatch(
                        service ->
                                service.text("depends_on")
                                        .matches(
                                                "\\{[a-z-]+=\\{condition=service_(healthy|completed_successfully)}}"));
        assertThat(compose().service("minio-init").text("depends_on")).contains("service_healthy");
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
        Configuration flink = service.flinkProperties();

        assertThat(service.environment().get("FLINK_PROPERTIES").lines())
                .allMatch(line -> line.matches("[a-zA-Z0-9.-]+: \\S+"));
        ProjectFiles.assertKnownOptions(flink.keySet());
        assertThat(flink.toMap())
                .containsAllEntriesOf(
                        new ObjectStore(Map.of("MINIO_ENDPOINT", "http://minio:9000")).settings());
    }
}
