package io.smsreports.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Flink expects as the value of each of its options. Flink itself looks at a value only where
 * it uses it, in the middle of a start or in another process, and has no list of its options: they
 * are the constants of all classes whose names end in {@code Options}.
 */
final class FlinkOptionTypes {

    private static final Logger LOG = LoggerFactory.getLogger(FlinkOptionTypes.class);

    /** A class of each package whose options a user may want to set. */
    private static final List<Class<?>> OF_PACKAGES =
            List.of(PipelineOptions.class, ExecutionConfigOptions.class);

    private static final String SUFFIX = "Options.class";

    private final Map<String, ConfigOption<?>> options;

    private FlinkOptionTypes(Map<String, ConfigOption<?>> options) {
        this.options = options;
    }

    /** The options of the Flink that this process runs. */
    static FlinkOptionTypes ofThisFlink() {
        Map<String, ConfigOption<?>> options = new HashMap<>();
        for (Class<?> one : OF_PACKAGES) {
            for (String name : besides(one)) {
                addConstants(name, options);
            }
        }
        for (ConfigOption<?> option : List.copyOf(options.values())) {
            for (FallbackKey older : option.fallbackKeys()) {
                options.putIfAbsent(older.getKey(), option);
            }
        }
        return new FlinkOptionTypes(options);
    }

    /** The classes of options in a class's package, within its jar. */
    private static List<String> besides(Class<?> one) {
        CodeSource jar = one.getProtectionDomain().getCodeSource();
        String folder = one.getPackageName().replace('.', '/') + '/';
        try (JarFile file = new JarFile(new File(jar.getLocation().toURI()))) {
            return classNames(file.entries(), folder);
        } catch (IOException | URISyntaxException e) {
            LOG.warn("The options of {} are not known; their values are not checked.", jar, e);
            return List.of();
        }
    }

    private static List<String> classNames(Enumeration<JarEntry> entries, String folder) {
        return Collections.list(entries).stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(folder) && name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - ".class".length()))
                .map(name -> name.replace('/', '.'))
                .toList();
    }

    private static void addConstants(String className, Map<String, ConfigOption<?>> options) {
        try {
            for (Field field : Class.forName(className).getFields()) {
                if (field.getType() == ConfigOption.class
                        && field.get(null) instanceof ConfigOption<?> option) {
                    options.putIfAbsent(option.key(), option);
                }
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.warn(
                    "The options of {} are not known; their values are not checked.", className, e);
        }
    }

    /**
     * What Flink expects, if it cannot read a value; empty if it can, or if the option is none of
     * Flink's own, such as one of a plugin.
     */
    Optional<String> expectedInsteadOf(String key, String value) {
        ConfigOption<?> option = options.get(key);
        if (option == null) {
            return Optional.empty();
        }
        try {
            Optional<?> unused = Configuration.fromMap(Map.of(key, value)).getOptional(option);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(expected(option).orElse(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<String> expected(ConfigOption<?> option) {
        try {
            Method type = ConfigOption.class.getDeclaredMethod("getClazz");
            type.setAccessible(true);
            return nameOf((Class<?>) type.invoke(option));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("The type of {} is not known.", option.key(), e);
            return Optional.empty();
        }
    }

    private static Optional<String> nameOf(Class<?> type) {
        if (type == Duration.class) {
            return Optional.of("a duration, such as 500 ms, 30 s or 10 min");
        }
        if (type == MemorySize.class) {
            return Optional.of("a size, such as 32 kb, 64 mb or 1 gb");
        }
        if (type == Boolean.class) {
            return Optional.of("true or false");
        }
        if (type == Integer.class || type == Long.class) {
            return Optional.of("a whole number");
        }
        if (type == Double.class || type == Float.class) {
            return Optional.of("a number");
        }
        if (type == Map.class) {
            return Optional.of("pairs, such as a:1,b:2");
        }
        return type.isEnum()
                ? Optional.of(
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> ((Enum<?>) constant).name())
                                .collect(Collectors.joining(", ", "one of ", "")))
                : Optional.empty();
    }
}
