package io.smsreports.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: this project's version, Flink's and Java's. */
final class Versions implements IVersionProvider {

    /** The build fills it in. */
    private static final String FILE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties built = new Properties();
        try (InputStream file = Versions.class.getResourceAsStream(FILE)) {
            built.load(file);
        }
        return new String[] {
            "SMS Reports %s, Flink %s, Java %s"
                    .formatted(
                            built.getProperty("project"),
                            built.getProperty("flink"),
                            Runtime.version())
        };
    }
}
