package io.smsreports.integration.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the Dockerfile with the POMs: what it copies must be what the build makes. */
final class DockerfileTest {

    /** One COPY; {@code stage} is empty when it copies from the project. */
    private record Copy(String stage, String source, String target) {}

    private static List<String> lines(String instruction) throws IOException {
        return ProjectFiles.text("Dockerfile")
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    private static List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        for (String line : lines("COPY")) {
            String stage = line.startsWith("--from=") ? line.split("[= ]")[1] : "";
            List<String> words = List.of(line.replaceAll("--\\S+ ", "").split(" "));
            String target = words.get(words.size() - 1);
            for (String source : words.subList(0, words.size() - 1)) {
                String name = source.substring(source.lastIndexOf('/') + 1);
                copies.add(new Copy(stage, source, target.endsWith("/") ? target + name : target));
            }
        }
        return copies;
    }

    private static Set<String> sources(String stage) throws IOException {
        return copies().stream()
                .filter(copy -> copy.stage().equals(stage))
                .map(Copy::source)
                .collect(Collectors.toSet());
    }

    @Test
    void standsOnTheFlinkAndTheJavaOfThePom() throws IOException {
        String java = ProjectFiles.inPom("pom.xml", "/project/properties/maven.compiler.release");
        String scala = ProjectFiles.inPom("pom.xml", "/project/properties/flink.scala.version");

        assertThat(lines("FROM"))
                .containsExactly(
                        "maven:3.9-eclipse-temurin-" + java + " AS build",
                        "flink:%s-scala_%s-java%s AS flink"
                                .formatted(ProjectFiles.flinkVersion(), scala, java),
                        "eclipse-temurin:" + java + "-jre-noble AS simulator");
    }

    @Test
    void copiesWhatTheBuildMakes() throws IOException {
        String jobJar =
                ProjectFiles.inPom("flink-jobs/pom.xml", "//execution[id='job-jar']//outputFile");
        String cliJar = ProjectFiles.inPom("cli/pom.xml", "//execution[id='cli-jar']//outputFile");
        String simulator =
                ProjectFiles.inPom("simulator/pom.xml", "/project/build/finalName") + ".jar";
        String libraries =
                ProjectFiles.inPom(
                        "simulator/pom.xml", "//execution[id='libraries']//outputDirectory");

        assertThat(sources("build"))
                .containsExactlyInAnyOrder(
                        inImage("flink-jobs", jobJar),
                        inImage("cli", cliJar),
                        inImage("simulator", "${project.build.directory}/" + simulator),
                        inImage("simulator", libraries));
    }

    private static String inImage(String module, String inPom) {
        return inPom.replace("${project.build.directory}", "/build/" + module + "/target");
    }

    @Test
    void buildsFromAllThatTheBuildReads() throws IOException {
        assertThat(shown()).containsAll(modules()).contains("pom.xml", ".mvn", "sql");
        for (String source : sources("")) {
            assertThat(ProjectFiles.ROOT.resolve(source)).exists();
            assertThat(source.equals(".") || shown().contains(source.split("/")[0])).isTrue();
        }
        assertThat(lines("RUN"))
                .singleElement()
                .asString()
                .endsWith(" mvn -q -B -Dmaven.test.skip=true -pl cli,simulator -am package");
    }

    private static List<String> modules() {
        int count =
                Integer.parseInt(ProjectFiles.inPom("pom.xml", "count(/project/modules/module)"));
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> ProjectFiles.inPom("pom.xml", "/project/modules/module[" + i + "]"))
                .toList();
    }

    /** What .dockerignore, which hides all else, lets through. */
    private static List<String> shown() throws IOException {
        List<String> lines =
                ProjectFiles.text(".dockerignore")
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
        assertThat(lines).startsWith("*").endsWith("**/target");
        return lines.stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
    }

    /** The paths by which other files call what the images hold. */
    @Test
    void putsTheJobAndTheToolsWhereTheyAreCalled() throws IOException {
        Pattern place = Pattern.compile("/opt/sms-reports/[\\w./-]*\\w");
        Set<String> called = new TreeSet<>();
        for (String file :
                List.of(
                        "docker-compose.yml",
                        "README.md",
                        "docker/simulate",
                        "docker/sms-reports",
                        "docker/sql-client")) {
            place.matcher(ProjectFiles.text(file)).results().forEach(at -> called.add(at.group()));
        }
        // By its name alone, as the folder is on the PATH.
        called.add("/opt/sms-reports/bin/sms-reports");
        called.add(lines("ENTRYPOINT").get(0).replaceAll("[\\[\\]\"]", ""));

        assertThat(called)
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        path ->
                                assertThat(copies())
                                        .as(path)
                                        .anyMatch(copy -> path.startsWith(copy.target())));
    }

    /**
     * The containers' settings for S3 are in Flink's own configuration, and not in MINIO_ENDPOINT.
     */
    @Test
    void stopsAndShowsTheJobWithThePluginsAndTheStoreOfTheContainersFlink() throws IOException {
        assertThat(ProjectFiles.text("docker/sms-reports"))
                .contains("-D" + ObjectStore.PLUGINS_PROPERTY + "=$FLINK_HOME/plugins")
                .contains(
                        "-D"
                                + ObjectStore.FLINK_CONF_PROPERTY
                                + "=${FLINK_CONF_DIR:-$FLINK_HOME/conf}");
    }
}
