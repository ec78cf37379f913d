package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code ./sms-reports} in a copy of the project whose Java and Maven are small scripts:
 * what it starts, when it builds, and that each of its waits ends.
 */
final class LauncherTest {

    private static final Path SCRIPT = Path.of("..", "sms-reports").toAbsolutePath().normalize();

    /** Far more than any of these starts takes, also on a loaded machine. */
    private static final long PATIENCE_SECONDS = 120;

    /** Prints what it is started with; when it trains, it makes an archive. */
    private static final String JAVA =
            """
            #!/bin/sh
            case "$*" in
                *CdsTrainingRun*)
                    for flag; do
                        case $flag in -XX:ArchiveClassesAtExit=*) echo archive >"${flag#*=}" ;; esac
                    done
                    ;;
                *) printf '%s\\n' "$@" ;;
            esac
            """;

    private static final String HANGING_JAVA =
            """
            #!/bin/sh
            case "$*" in
                *CdsTrainingRun*) sleep 1000 ;;
                *) printf '%s\\n' "$@" ;;
            esac
            """;

    /** Does what the real one does to the jars; these are ready beside the project. */
    private static final String MAVEN =
            """
            #!/bin/sh
            echo "[INFO] Building SMS Reports: command line 1.0 [7/7]"
            cp ../jar cli/target/sms-reports-cli.jar
            cp ../jar flink-jobs/target/sms-reports-job.jar
            cp ../jar simulator/target/simulator.jar
            for module in cli/target/flink simulator/target/simulator sql-client/target/sql-client; do
                echo "$PWD/pom.xml" >"$module.classpath"
            done
            echo built >>../builds
            """;

    @TempDir private Path folder;

    private Path home;
    private final List<String> output = new ArrayList<>();

    /** Of each wait, in seconds; tests of waits that end make it shorter. */
    private int waitLimit = 100;

    @BeforeEach
    void makeProject() throws IOException {
        home = Files.createDirectories(folder.resolve("project"));
        Files.copy(SCRIPT, home.resolve("sms-reports"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String module :
                List.of("testing", "flink-jobs", "reconcile", "cli", "simulator", "sql-client")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.createDirectories(home.resolve(module).resolve("target/classes"));
            Files.createFile(home.resolve(module).resolve("pom.xml"));
        }
        Files.createDirectories(home.resolve("sql/pipeline"));
        Files.createDirectories(home.resolve("target"));
        Files.createFile(home.resolve("pom.xml"));
        Path plugin = Files.createDirectories(home.resolve("cli/target/plugins/s3-fs-hadoop"));
        Files.createFile(plugin.resolve("s3.jar"));
        try (OutputStream file = Files.newOutputStream(folder.resolve("jar"));
                ZipOutputStream jar = new ZipOutputStream(file)) {
            jar.putNextEntry(new ZipEntry("a"));
        }
        useMaven(MAVEN);
        useJava("17.0.15", JAVA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.15", "21.0.13", "23"})
    void startsJavaWithWhatFlinkNeedsOpened(String version) throws Exception {
        useJava(version, JAVA);

        assertThat(start("report", "daily_revenue")).isZero();
        assertThat(output)
                .contains("@" + home.resolve("flink-jobs/src/main/jvm/flink.args"))
                .noneMatch(line -> line.startsWith("--sun-misc") || line.startsWith("--enable-"))
                .endsWith("io.smsreports.cli.SmsReports", "report", "daily_revenue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"24.0.1", "25.0.3", "26"})
    void newerJavaIsToldNotToWarnOfFlinksLibraries(String version) throws Exception {
        useJava(version, JAVA);

        assertThat(start("run")).isZero();
        assertThat(output)
                .contains(
                        "@" + home.resolve("flink-jobs/src/main/jvm/flink.args"),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:all=error,cds*=off,aot*=off:stderr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_452", "11.0.27", "16"})
    void refusesAnOlderJava(String version) throws Exception {
        useJava(version, JAVA);

        assertThat(start("run")).isEqualTo(1);
        assertThat(output)
                .containsExactly(
                        "./sms-reports: %s is Java %s, and Flink runs on 17 and newer: set JAVA_HOME to a JDK 17, 21 or 25."
                                .formatted(folder.resolve("jdk/bin/java").toRealPath(), version));
    }

    @Test
    void buildsAndTrainsOnce() throws Exception {
        assertThat(start("run")).isZero();
        assertThat(output)
                .contains(
                        "Building for the first time; Maven downloads up to 430 MB that it has not yet ...",
                        "-XX:SharedArchiveFile=" + home.resolve("cli/target/sms-reports.jsa"));
        assertThat(start("run")).isZero();
        assertThat(output).noneMatch(line -> line.startsWith("Building"));
        assertThat(builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cli/target/sms-reports-cli.jar",
                "flink-jobs/target/sms-reports-job.jar",
                "simulator/target/simulator.jar"
            })
    void buildsAgainOverAHalfWrittenJar(String jar) throws Exception {
        assertThat(start("run")).isZero();
        byte[] whole = Files.readAllBytes(home.resolve(jar));
        Files.write(home.resolve(jar), Arrays.copyOf(whole, whole.length / 2));

        assertThat(start("run")).isZero();
        assertThat(builds()).isEqualTo(2);
        assertThat(home.resolve(jar)).hasBinaryContent(whole);
    }

    @Test
    void buildsFromScratchAfterAKilledBuild() throws Exception {
        assertThat(start("run")).isZero();
        Files.createFile(home.resolve("target/build.unfinished"));
        Path half = Files.createFile(home.resolve("cli/target/classes/Half.class"));
        Path halfJar = Files.createFile(home.resolve("reconcile/target/reconcile-1.0.jar"));

        assertThat(start("run")).isZero();
        assertThat(builds()).isEqualTo(2);
        assertThat(half).doesNotExist();
        assertThat(halfJar).doesNotExist();
        assertThat(home.resolve("target/build.unfinished")).doesNotExist();
    }

    @Test
    void waitsForAnotherBuildOnlySoLong() throws Exception {
        waitLimit = 1;
        Process other =
                new ProcessBuilder(
                                "flock",
                                home.resolve("target/build.lock").toString(),
                                "sleep",
                                "1000")
                        .start();
        try {
            while (start("run") == 0) {
                // The other process has not begun yet.
                Files.delete(home.resolve("cli/target/sms-reports-cli.jar"));
            }
        } finally {
            other.descendants().forEach(ProcessHandle::destroyForcibly);
            other.destroyForcibly();
        }
        assertThat(output)
                .containsExactly(
                        "Waiting for another start of ./sms-reports that builds (at most 1 s) ...",
                        "./sms-reports: another start has been building for over 1 s: see %s/target/build.log, end it, and try again."
                                .formatted(home.toRealPath()));
    }

    @Test
    void endsAMavenThatSaysNothing() throws Exception {
        waitLimit = 1;
        useMaven("#!/bin/sh\necho '[INFO] Scanning for projects...'\nsleep 1000 &\nwait\n");

        assertThat(start("run")).isEqualTo(1);
        assertThat(output)
                .contains("[INFO] Scanning for projects...")
                .endsWith(
                        "./sms-reports: Maven has printed nothing for 1 s; it was ended. Its last lines are above, all of them in %s/target/build.log."
                                .formatted(home.toRealPath()));
    }

    @Test
    void aFailedBuildShowsWhatFailedAndIsTriedAgain() throws Exception {
        useMaven("#!/bin/sh\necho '[INFO] fine'\necho '[ERROR] not fine'\nexit 1\n");

        assertThat(start("run")).isEqualTo(1);
        assertThat(output)
                .endsWith(
                        "[ERROR] not fine", "./sms-reports: the build failed; its output is above.")
                .doesNotContain("[INFO] fine");
        useMaven(MAVEN);
        assertThat(start("run")).isZero();
    }

    @Test
    void doesWithoutAnArchiveWhenTheTrainingRunHangs() throws Exception {
        assertThat(start("run")).isZero();
        useJava("17.0.16", HANGING_JAVA);
        waitLimit = 1;

        assertThat(start("run")).isZero();
        assertThat(output)
                .contains(
                        "./sms-reports: starts stay slow: this Java made no archive of classes; why is in %s/target/training.log."
                                .formatted(home.toRealPath()))
                .noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
        assertThat(start("run")).isZero();
        assertThat(output).noneMatch(line -> line.startsWith("./sms-reports: starts stay slow"));
    }

    private void useJava(String version, String script) throws IOException {
        Path jdk = folder.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"None\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n"
                        .formatted(version));
        write(jdk.resolve("bin/java"), script);
        write(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    }

    private void useMaven(String script) throws IOException {
        write(Files.createDirectories(folder.resolve("bin")).resolve("mvn"), script);
    }

    private static void write(Path script, String text) throws IOException {
        Files.writeString(script, text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds")).size();
    }

    /** Runs the launcher; keeps what it prints. */
    private int start(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("sms-reports").toString()));
        command.addAll(List.of(arguments));
        Path printed = folder.resolve("printed");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("SMS_REPORTS_WAIT_LIMIT", Integer.toString(waitLimit));
        builder.environment().merge("PATH", folder.resolve("bin") + ":", (old, bin) -> bin + old);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        output.clear();
        output.addAll(Files.readAllLines(printed, StandardCharsets.UTF_8));
        return process.exitValue();
    }
}
