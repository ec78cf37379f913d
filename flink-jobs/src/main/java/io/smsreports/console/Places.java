package io.smsreports.console;

import io.smsreports.storage.PlaceName;
import java.net.URI;
import java.nio.file.Path;

/** Names places as the user would type them. */
public final class Places {

    private static final String LOCAL = "file";

    private Places() {}

    /** A local path below the current folder relative to it, any other place as it is. */
    public static String shown(org.apache.flink.core.fs.Path place) {
        URI uri = place.toUri();
        if (uri.getScheme() != null && !uri.getScheme().equals(LOCAL)) {
            return PlaceName.of(place);
        }
        return shown(Path.of(uri.getPath()));
    }

    /** A path below the current folder relative to it, any other one as it is. */
    public static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path there = path.toAbsolutePath().normalize();
        return there.startsWith(here) && !there.equals(here)
                ? here.relativize(there).toString()
                : there.toString();
    }
}
