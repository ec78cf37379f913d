package io.smsreports.storage;

import org.apache.flink.core.fs.Path;

/** Names places as users write them, for messages and for the screen. */
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
}
