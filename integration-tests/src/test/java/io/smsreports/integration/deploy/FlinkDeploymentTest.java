package io.smsreports.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the Kubernetes manifest with the operator's own definition of a FlinkDeployment: every
 * field must be one of its fields, and of its type.
 */
final class FlinkDeploymentTest {

    private static final String DEFINITION =
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    /** The definition in Maven Central is older than Flink 2.3: it lists versions up to 1.20. */
    private static final Set<String> NEWER_VALUES = Set.of("spec.flinkVersion");

    private static Map<String, Object> definition;
    private static Map<String, Object> manifest;

    @BeforeAll
    static void read() throws IOException {
        manifest = ProjectFiles.yaml(ProjectFiles.text("deploy/kubernetes/flink-deployment.yaml"));
        try (InputStream yaml = FlinkDeploymentTest.class.getResourceAsStream(DEFINITION)) {
            assertThat(yaml).isNotNull();
            definition = ProjectFiles.yaml(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> in(Map<String, Object> node, String... path) {
        Map<String, Object> found = node;
        for (String key : path) {
            found = ProjectFiles.map(found.get(key));
        }
        return found;
    }

    private static Map<String, Object> version() {
        return ProjectFiles.map(((List<?>) in(definition, "spec").get("versions")).get(0));
    }

    private static Map<String, Object> mainContainer() {
        Object containers = in(manifest, "spec", "podTemplate", "spec").get("containers");
        return ProjectFiles.map(((List<?>) containers).get(0));
    }

    private static Map<String, String> environment() {
        return ((List<?>) mainContainer().get("env"))
                .stream()
                        .map(ProjectFiles::map)
                        .collect(
                                Collectors.toMap(
                                        variable -> (String) variable.get("name"),
                                        variable -> (String) variable.get("value")));
    }

    @Test
    void isOfTheKindThatTheOperatorWatches() {
        assertThat(manifest)
                .containsEntry("kind", in(definition, "spec", "names").get("kind"))
                .containsEntry(
                        "apiVersion",
                        in(definition, "spec").get("group") + "/" + version().get("name"));
    }

    @Test
    void usesOnlyFieldsOfTheDefinition() {
        Map<String, Object> schema = in(version(), "schema", "openAPIV3Schema");
        List<String> faults = new ArrayList<>();

        compare("spec", manifest.get("spec"), in(schema, "properties", "spec"), faults);

        assertThat(faults).isEmpty();
    }

    /** That the test above can fail. */
    @Test
    void findsAFieldThatTheDefinitionLacks() {
        Map<String, Object> schema = in(version(), "schema", "openAPIV3Schema");
        List<String> faults = new ArrayList<>();

        compare(
                "spec",
                Map.of("jobManger", Map.of(), "jobManager", Map.of("replicas", "one")),
                in(schema, "properties", "spec"),
                faults);

        assertThat(faults)
                .containsExactlyInAnyOrder(
                        "spec.jobManger is no field", "spec.jobManager.replicas is no integer");
    }

    private static void compare(
            String path, Object value, Map<String, Object> schema, List<String> faults) {
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
            return;
        }
        String type = (String) schema.get("type");
        if (!isOf(type, value)) {
            faults.add(path + " is no " + type);
        } else if (value instanceof Map) {
            ProjectFiles.map(value)
                    .forEach((key, entry) -> compareField(path, key, entry, schema, faults));
        } else if (value instanceof List<?> list) {
            list.forEach(
                    item -> compare(path, item, ProjectFiles.map(schema.get("items")), faults));
        } else if (schema.get("enum") instanceof List<?> allowed
                && !NEWER_VALUES.contains(path)
                && !allowed.contains(value)) {
            faults.add(path + " is none of " + allowed);
        }
    }

    private static void compareField(
            String path,
            String key,
            Object value,
            Map<String, Object> schema,
            List<String> faults) {
        String field = path + "." + key;
        if (schema.get("additionalProperties") instanceof Map<?, ?> any) {
            compare(field, value, ProjectFiles.map(any), faults);
            return;
        }
        Map<String, Object> fields = ProjectFiles.map(schema.getOrDefault("properties", Map.of()));
        if (!fields.containsKey(key)) {
            faults.add(field + " is no field");
            return;
        }
        compare(field, value, ProjectFiles.map(fields.get(key)), faults);
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> throw new AssertionError(type);
        };
    }

    @Test
    void runsTheFlinkOfThePomWithOptionsThatItKnows() {
        String[] version = ProjectFiles.flinkVersion().split("\\.");

        assertThat(in(manifest, "spec"))
                .containsEntry("flinkVersion", "v" + version[0] + "_" + version[1]);
        assertThat(environment()).containsEntry("ENABLE_BUILT_IN_PLUGINS", ProjectFiles.s3Plugin());
        ProjectFiles.assertKnownOptions(in(manifest, "spec", "flinkConfiguration").keySet());
        assertThat(in(manifest, "spec", "flinkConfiguration"))
                .as("what survives the loss of the JobManager")
                .containsEntry("high-availability.type", "kubernetes");
        // A pod template is merged into the operator's by this name.
        assertThat(mainContainer()).containsEntry("name", "flink-main-container");
    }

    @Test
    void givesTheJobSettingsThatItUnderstands() throws IOException {
        Set<String> variables = new HashSet<>(SettingVariables.options(Map.of()).keySet());
        variables.add("ENABLE_BUILT_IN_PLUGINS");
        variables.add("AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT");

        assertThat(variables).containsAll(environment().keySet());
        JobSettings settings = JobCommandLine.parse(environment());
        assertThat(settings.output().toUri()).hasScheme("s3");
        assertThat(settings.checkpoints().toUri()).hasScheme("s3");
    }
}
