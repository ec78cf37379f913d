package io.smsreports.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files at the project's root that say how the job is deployed, for tests that read them. */
final class ProjectFiles {

    /** The project's root; tests run in their module's folder. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** What the plugin is configured with, besides the keys, which are in no configuration. */
    static final Set<String> S3_OPTIONS =
            Set.of(
                    "s3.endpoint",
                    "s3.path.style.access",
                    "s3.attempts.maximum",
                    "s3.retry.limit",
                    "s3.retry.interval",
                    "s3.retry.throttle.limit",
                    "s3.connection.establish.timeout",
                    "s3.connection.timeout",
                    "s3.connection.request.timeout",
                    "s3.signing-algorithm",
                    "s3.change.detection.mode");

    private ProjectFiles() {}

    static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** A YAML file, with its anchors and merges resolved. */
    static Map<String, Object> yaml(String text) {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }

    /** What must be a mapping with strings for keys. */
    @SuppressWarnings("unchecked") // The keys are checked here, the values by who reads them.
    static Map<String, Object> map(Object node) {
        assertThat(node).isInstanceOf(Map.class);
        assertThat(((Map<Object, Object>) node).keySet())
                .allSatisfy(key -> assertThat(key).isInstanceOf(String.class));
        return (Map<String, Object>) node;
    }

    /** The settings of a file of NAME=value lines, in their order. */
    static Map<String, String> environmentFile(String file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : text(file).lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            assertThat(line).matches("[A-Z][A-Z0-9_]*=.*");
            String[] parts = line.split("=", 2);
            assertThat(settings.put(parts[0], parts[1])).as(parts[0] + " twice").isNull();
        }
        return settings;
    }

    /** What an XPath expression finds in a POM, as text. */
    static String inPom(String pom, String expression) {
        try {
            Document document =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(ROOT.resolve(pom).toFile());
            return XPathFactory.newInstance().newXPath().evaluate(expression, document).trim();
        } catch (ParserConfigurationException
                | SAXException
                | IOException
                | XPathExpressionException e) {
            throw new AssertionError(pom + ": " + expression, e);
        }
    }

    static String flinkVersion() {
        return inPom("pom.xml", "/project/properties/flink.version");
    }

    /** The plugin's file in the image of Flink, which lies in opt/ until it is asked for. */
    static String s3Plugin() {
        return "flink-s3-fs-hadoop-" + flinkVersion() + ".jar";
    }

    /** Asserts that Flink, or its S3 plugin, knows the options that a configuration sets. */
    static void assertKnownOptions(Set<String> keys) {
        Set<String> known =
                Stream.of(
                                CoreOptions.class,
                                HighAvailabilityOptions.class,
                                JobManagerOptions.class,
                                NettyShuffleEnvironmentOptions.class,
                                RestOptions.class,
                                TaskManagerOptions.class,
                                WebOptions.class)
                        .flatMap(options -> Stream.of(options.getFields()))
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .filter(field -> field.getType() == ConfigOption.class)
                        .map(ProjectFiles::key)
                        .collect(Collectors.toSet());
        // In classes that are not on this class path: those of Flink on Kubernetes.
        known.add("kubernetes.jobmanager.memory.limit-factor");
        // Any s3.x is fs.s3a.x to the plugin.
        assertThat(keys).allMatch(key -> known.contains(key) || S3_OPTIONS.contains(key));
    }

    private static String key(Field option) {
        try {
            return ((ConfigOption<?>) option.get(null)).key();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
