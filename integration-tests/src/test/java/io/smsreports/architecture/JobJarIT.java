package io.smsreports.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What {@code flink run} is given: the job and the libraries that Flink lacks, nothing else. */
final class JobJarIT {

    private static final Path JAR =
            Path.of("..", "flink-jobs", "target", "sms-reports-job.jar").toAbsolutePath();

    private static final Pattern CLASS = Pattern.compile("(.+)/[^/]+\\.class");

    @Test
    void holdsTheJobAndNothingElse() throws IOException {
        Set<String> packages = new TreeSet<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            jar.stream()
                    .map(ZipEntry::getName)
                    .map(CLASS::matcher)
                    .filter(Matcher::matches)
                    .forEach(entry -> packages.add(entry.group(1)));
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.smsreports.job.SmsReportsJob");
        }

        assertThat(packages)
                .filteredOn(name -> !name.startsWith("io/smsreports/shaded/"))
                .containsExactlyInAnyOrder(
                        "io/smsreports/failure",
                        "io/smsreports/job",
                        "io/smsreports/ledger",
                        "io/smsreports/model",
                        "io/smsreports/ownership",
                        "io/smsreports/parse",
                        "io/smsreports/reduce",
                        "io/smsreports/run",
                        "io/smsreports/sink",
                        "io/smsreports/source",
                        "io/smsreports/sql",
                        "io/smsreports/storage",
                        "io/smsreports/watermark",
                        "org/slf4j/bridge");
    }
}
