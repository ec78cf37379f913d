package io.smsreports.storage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/**
 * Code of this jar among the classes of one of Flink's plugins, which no other class loader sees:
 * what is compiled against the plugin's own types runs as if it lay in the plugin. Only classes
 * that {@link #create} names, and their nested ones, are defined anew; all others of ours are those
 * of this jar.
 */
final class PluginCode extends ClassLoader {

    private static final String OURS = "io.smsreports.";

    private final ClassLoader own = PluginCode.class.getClassLoader();
    private String defined = "";

    private PluginCode(ClassLoader plugin) {
        super(plugin);
    }

    static PluginCode in(ClassLoader plugin) {
        return new PluginCode(plugin);
    }

    /**
     * Creates an object of a class of ours in the plugin.
     *
     * @param type what it is to the caller, a type of this jar
     * @param className its class, whose only constructor takes one argument
     * @throws IOException if the plugin is not the one that the class was written for
     */
    <T> T create(Class<T> type, String className, Object argument) throws IOException {
        defined = className;
        try {
            Constructor<?> constructor = loadClass(className).getDeclaredConstructors()[0];
            // In another class loader it is in another package.
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(argument));
        } catch (InvocationTargetException e) {
            throw new IOException(wrongPlugin(className), e.getCause());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            throw new IOException(wrongPlugin(className), e);
        }
    }

    private static String wrongPlugin(String className) {
        return "Flink's file system here is not the plugin flink-s3-fs-hadoop that "
                + className
                + " was written for";
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            if (!name.equals(defined) && !name.startsWith(defined + "$")) {
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
