package io.smsreports.cli.terminal;

import io.smsreports.sink.LoggingCommitter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;

/**
 * The log of one command: a file of its own that holds everything, while the screen shows what is
 * published and the warnings of this project.
 */
public final class LogFile {

    /** Logs the published rows of a window, a line each; see {@code LoggingCommitter}. */
    private static final String PROJECT = "io.smsreports";

    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private static final DateTimeFormatter LINE_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Log4j's own shutdown hook would end the log before Flink's hooks have run. */
    private static final String ADDED =
            """
            shutdownHook = disable
            logger.project.name = %s
            logger.project.level = INFO
            """
                    .formatted(PROJECT);

    private static final String SUFFIX = ".log";

    /** How many logs are kept; a run with a progress line writes a few lines a minute. */
    private static final int KEPT_LOGS = 20;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9F]");

    private LogFile() {}

    /**
     * Directs this process's logging from now on.
     *
     * @param folder where the log goes; made if it is missing
     * @param command what the file is named after
     * @return the file
     */
    public static Path begin(Path folder, String command, Screen screen) throws IOException {
        Files.createDirectories(folder);
        removeOldest(folder);
        Path file =
                folder.resolve(
                        "%s-%s-%d%s"
                                .formatted(
                                        command,
                                        NAME_TIME.format(LocalDateTime.now(ZoneId.systemDefault())),
                                        ProcessHandle.current().pid(),
                                        SUFFIX));
        Configuration configuration = configuration(file);
        LoggerContext context = Configurator.initialize(configuration);
        if (!context.getConfiguration().equals(configuration)) {
            Configurator.reconfigure(configuration);
        }
        addScreen(context, screen);
        return file;
    }

    private static void removeOldest(Path folder) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs =
                    files.filter(file -> file.getFileName().toString().contains(SUFFIX))
                            .sorted(Comparator.comparingLong(LogFile::writtenAt).reversed())
                            .toList();
        }
        for (Path old : logs.subList(Math.min(KEPT_LOGS, logs.size()), logs.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static long writtenAt(Path file) {
        return file.toFile().lastModified();
    }

    private static Configuration configuration(Path file) throws IOException {
        System.setProperty("log.file", file.toString());
        byte[] properties = (ProcessLogging.PROPERTIES + ADDED).getBytes(StandardCharsets.UTF_8);
        return new PropertiesConfigurationFactory()
                .getConfiguration(
                        null, new ConfigurationSource(new ByteArrayInputStream(properties)));
    }

    private static void addScreen(LoggerContext context, Screen screen) {
        ScreenAppender appender = new ScreenAppender(screen);
        appender.start();
        Configuration configuration = context.getConfiguration();
        configuration.addAppender(appender);
        configuration.getLoggerConfig(PROJECT).addAppender(appender, Level.INFO, null);
        context.updateLoggers();
    }

    /**
     * A text that stays on its line and that a terminal does not take for a command: names of
     * files, which others give, are in it.
     */
    static String visible(String text) {
        return CONTROL.matcher(text)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }

    /** Shows published rows on stdout and warnings on stderr, each with the time of day. */
    private static final class ScreenAppender extends AbstractAppender {

        private final Screen screen;

        ScreenAppender(Screen screen) {
            super("screen", null, null, true, Property.EMPTY_ARRAY);
            this.screen = screen;
        }

        @Override
        public void append(LogEvent event) {
            String line =
                    LINE_TIME.format(LocalDateTime.now(ZoneId.systemDefault()))
                            + " "
                            + visible(event.getMessage().getFormattedMessage());
            if (event.getLoggerName().equals(LoggingCommitter.LOGGER)) {
                screen.print(line);
            } else if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                screen.warn(line);
            }
        }
    }
}
