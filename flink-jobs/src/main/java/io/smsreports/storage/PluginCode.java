package io.smsreports.storage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * A class of this jar among the classes of one of Flink's plugins, which no other class loader
 * sees: it is compiled against the plugin's own types and runs as if it lay in the plugin. Only
 * this class and its nested ones are defined anew there; all others of ours are those of this jar.
 */
final class PluginCode {

    /** The client of the plugin flink-s3-fs-hadoop. */
    static final PluginCode S3A_CLIENT = new PluginCode("io.smsreports.storage.S3aClient");

    private static final String OURS = "io.smsreports.";

    private final String className;

    /** By plugin: a class is defined once in each. */
    private final Map<ClassLoader, Class<?>> defined = new WeakHashMap<>();

    /**
     * @param className of a class whose only constructor takes an object of the plugin
     */
    private PluginCode(String className) {
        this.className = className;
    }

    /**
     * Creates an object of the class in the plugin that another object comes from.
     *
     * @param type what it is to the caller, a type of this jar
     * @throws IOException if the plugin is not the one that the class was written for
     */
    <T> T create(Class<T> type, Object ofPlugin) throws IOException {
        try {
            Constructor<?> constructor =
                    in(ofPlugin.getClass().getClassLoader()).getDeclaredConstructors()[0];
            // In another class loader it is in another package.
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(ofPlugin));
        } catch (InvocationTargetException e) {
            throw new IOException(wrongPlugin(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            throw new IOException(wrongPlugin(), e);
        }
    }

    private synchronized Class<?> in(ClassLoader plugin) throws ClassNotFoundException {
        Class<?> known = defined.get(plugin);
        if (known == null) {
            known = new Loader(plugin).loadClass(className);
            defined.put(plugin, known);
        }
        return known;
    }

    private String wrongPlugin() {
        return "Flink's file system here is not the plugin that " + className + " was written for";
    }

    private final class Loader extends ClassLoader {

        private final ClassLoader own = PluginCode.class.getClassLoader();

        Loader(ClassLoader plugin) {
            super(plugin);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith(OURS)) {
                    return super.loadClass(name, resolve);
                }
                if (!name.equals(className) && !name.startsWith(className + "$")) {
                    return own.loadClass(name);
                }
                Class<?> before = findLoadedClass(name);
                return before == null ? define(name) : before;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = own.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
