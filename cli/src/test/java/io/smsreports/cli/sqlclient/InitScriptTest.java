package io.smsreports.cli.sqlclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitScriptTest {

    private static final Path SCRIPT =
            Path.of("..", "sql", "client", "init.sql").toAbsolutePath().normalize();

    @TempDir private Path folder;

    @Test
    void fillsInEveryPlaceAndDoublesQuotes() throws IOException {
        String text = filledIn("s3://it's/out", "file:/in", "/ref.csv");

        assertThat(text)
                .contains("'path'      = 's3://it''s/out/daily_revenue'")
                .contains("'path'      = 'file:/in'")
                .contains("= '/ref.csv'")
                .doesNotContain("${");
    }

    /** As the script itself tells those who have no launcher. */
    @Test
    void aLineOfSedDoesTheSame() throws Exception {
        String told =
                Files.readString(SCRIPT)
                        .lines()
                        .dropWhile(line -> !line.contains("sed -e"))
                        .takeWhile(line -> !line.contains("sql-client.sh"))
                        .map(line -> line.replaceFirst("--", ""))
                        .reduce("", (all, line) -> all + line + "\n")
                        .replace("/tmp/init.sql", folder.resolve("init.sql").toString());

        Process shell =
                new ProcessBuilder("sh", "-c", told)
                        .directory(SCRIPT.getParent().toFile())
                        .redirectErrorStream(true)
                        .start();

        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(folder.resolve("init.sql"))
                .hasContent(filledIn("s3://sms-reports", "s3://sms-in", "/data/REF_map/ref.csv"));
    }

    private String filledIn(String output, String input, String reference) throws IOException {
        Path file = folder.resolve("filled-in.sql");
        InitScript.read(
                        SCRIPT,
                        new org.apache.flink.core.fs.Path(output),
                        new org.apache.flink.core.fs.Path(input),
                        new org.apache.flink.core.fs.Path(reference))
                .writeTo(file);
        return Files.readString(file);
    }
}
