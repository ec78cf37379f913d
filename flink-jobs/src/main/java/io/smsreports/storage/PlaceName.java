package io.smsreports.storage;

import org.apache.flink.core.fs.Path;

/** Names places as users write them, for messages. */
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
}
