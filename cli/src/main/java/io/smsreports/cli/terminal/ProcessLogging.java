package io.smsreports.cli.terminal;

/**
 * How the processes that this project starts log: each to a file of its own, a new one at each
 * start.
 */
public final class ProcessLogging {

    /** For Log4j; {@code log.file} is a property of each process. */
    public static final String PROPERTIES =
            """
            # Written anew at each start; changes made here while the processes run take effect
            # within half a minute.
            monitorInterval = 30
            status = ERROR

            appender.file.name = file
            appender.file.type = RollingFile
            appender.file.fileName = ${sys:log.file}
            appender.file.filePattern = ${sys:log.file}.%i
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{1.} [%t] - %enc{%m}{CRLF}%n
            appender.file.policies.type = Policies
            appender.file.policies.startup.type = OnStartupTriggeringPolicy
            appender.file.policies.size.type = SizeBasedTriggeringPolicy
            appender.file.policies.size.size = 20 MB
            appender.file.strategy.type = DefaultRolloverStrategy
            appender.file.strategy.max = 5

            rootLogger.level = INFO
            rootLogger.appenderRef.file.ref = file

            # They log each class, operator and request, although nothing is wrong with it.
            logger.types.name = org.apache.flink.api.java.typeutils.TypeExtractor
            logger.types.level = ERROR
            logger.metrics.name = org.apache.flink.metrics.MetricGroup
            logger.metrics.level = ERROR
            logger.pekko.name = org.apache.pekko
            logger.pekko.level = WARN
            logger.netty.name = org.jboss.netty.channel.DefaultChannelPipeline
            logger.netty.level = OFF
            """;

    private ProcessLogging() {}
}
