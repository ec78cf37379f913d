package io.smsreports.integration.deploy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** {@code docker-compose.yml} as compose sees it with an environment. */
final class ComposeFile {

    /** The forms that the file may use; compose knows more. */
    static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):-([^}]*)}");

    private static final String FILE = "docker-compose.yml";

    private final Map<String, Object> root;

    private ComposeFile(Map<String, Object> root) {
        this.root = root;
    }

    static ComposeFile with(Map<String, String> environment) throws IOException {
        Object root = interpolate(ProjectFiles.yaml(text()), environment);
        return new ComposeFile(ProjectFiles.map(root));
    }

    static String text() throws IOException {
        return ProjectFiles.text(FILE);
    }

    /** Compose interpolates what it has parsed. An empty variable takes the default, too. */
    private static Object interpolate(Object node, Map<String, String> environment) {
        if (node instanceof Map) {
            Map<String, Object> result = new LinkedHashMap<>();
            ProjectFiles.map(node)
                    .forEach((key, value) -> result.put(key, interpolate(value, environment)));
            return result;
        }
        if (node instanceof List<?> list) {
            return list.stream().map(item -> interpolate(item, environment)).toList();
        }
        if (!(node instanceof String text)) {
            return node;
        }
        String replaced =
                VARIABLE.matcher(text)
                        .replaceAll(
                                found -> {
                                    String value = environment.getOrDefault(found.group(1), "");
                                    return Matcher.quoteReplacement(
                                            value.isEmpty() ? found.group(2) : value);
                                });
        return replaced.replace("$$", "$");
    }

    Map<String, Service> services() {
        Map<String, Service> services = new LinkedHashMap<>();
        ProjectFiles.map(root.get("services"))
                .forEach((name, node) -> services.put(name, new Service(ProjectFiles.map(node))));
        return services;
    }

    Service service(String name) {
        return services().get(name);
    }

    /** One service, with the entries that it inherits. */
    record Service(Map<String, Object> entries) {

        String text(String entry) {
            return String.valueOf(entries.getOrDefault(entry, ""));
        }

        List<String> list(String entry) {
            return entries.get(entry) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        Map<String, String> environment() {
            Map<String, String> environment = new LinkedHashMap<>();
            ProjectFiles.map(entries.get("environment"))
                    .forEach((name, value) -> environment.put(name, String.valueOf(value)));
            return environment;
        }

        /** Started by `up`, and meant to stay. */
        boolean stands() {
            return !entries.containsKey("profiles") && !text("restart").equals("no");
        }

        String buildTarget() {
            return String.valueOf(ProjectFiles.map(entries.get("build")).get("target"));
        }

        boolean isFlink() {
            return text("image").equals("sms-reports-flink");
        }

        MemorySize memoryLimit() {
            return MemorySize.parse(text("mem_limit"));
        }

        /**
         * FLINK_PROPERTIES as the image's entrypoint takes them: lines of {@code key:value}, from
         * which it removes all white space.
         */
        Configuration flinkProperties() {
            Configuration configuration = new Configuration();
            for (String line : environment().get("FLINK_PROPERTIES").lines().toList()) {
                String[] parts = line.replaceAll("\\s", "").split(":", 2);
                configuration.setString(parts[0], parts[1]);
            }
            return configuration;
        }
    }
}
