package io.smsreports.storage;

import java.io.File;
import org.apache.flink.core.fs.Path;

/**
 * Places as users write them: read from their settings, and shown in messages and on the screen.
 */
public final class PlaceName {

    private static final String LOCAL = "file";

    private PlaceName() {}

    /** A local path without its scheme, any other place as it is; no slash at the end. */
    public static String of(Path place) {
        String scheme = place.toUri().getScheme();
        if (scheme == null || scheme.equals(LOCAL)) {
            return place.getPath();
        }
        return place.toString().replaceFirst("(?<=[^:/])/+$", "");
    }

    /** The same for a place as text. */
    public static String of(String place) {
        return of(new Path(place));
    }

    /** A local path below the current folder relative to it, any other place as {@link #of}. */
    public static String shown(Path place) {
        String scheme = place.toUri().getScheme();
        return scheme == null || scheme.equals(LOCAL)
                ? shown(java.nio.file.Path.of(place.getPath()))
                : of(place);
    }

    /** A path below the current folder relative to it, any other one as it is. */
    public static String shown(java.nio.file.Path path) {
        java.nio.file.Path here = java.nio.file.Path.of("").toAbsolutePath();
        java.nio.file.Path there = path.toAbsolutePath().normalize();
        return there.startsWith(here) && !there.equals(here)
                ? here.relativize(there).toString()
                : there.toString();
    }

    /**
     * The place that a user names: local paths become absolute; {@code s3a://} is another name of
     * {@code s3://}.
     *
     * @throws IllegalArgumentException if it is no path
     */
    public static Path parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("no path");
        }
        if (text.startsWith("s3a://") || text.startsWith("s3://")) {
            return inBucket(new Path(text.replaceFirst("^s3a:", "s3:")));
        }
        if (text.contains("://") || text.startsWith("file:")) {
            return new Path(text);
        }
        return local(new File(text));
    }

    /** A bucket as a whole is the folder {@code /} in it. */
    private static Path inBucket(Path path) {
        String bucket = path.toUri().getAuthority();
        if (bucket == null || bucket.isEmpty()) {
            throw new IllegalArgumentException("no bucket");
        }
        return path.getPath().isEmpty() ? new Path(path + "/") : path;
    }

    /** Spelt the same whether or not there is such a folder yet: without a slash at its end. */
    private static Path local(File file) {
        Path path = Path.fromLocalFile(file.getAbsoluteFile().toPath().normalize().toFile());
        return new Path(path.toString());
    }
}
