package io.smsreports.source;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * Paths of input files, letter by letter. Flink's own constructors take what precedes a colon for a
 * scheme, and a backslash for a slash.
 */
final class InputPaths {

    /** Scheme, authority and path, as {@link Path#toString} joins them. */
    private static final Pattern PATH_TEXT =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/]+))?(/.*)", Pattern.DOTALL);

    private InputPaths() {}

    /** A name in a local folder. */
    static Path child(Path folder, String name) {
        URI parent = folder.toUri();
        String path = parent.getPath();
        return of(
                parent.getScheme() == null ? "file" : parent.getScheme(),
                parent.getAuthority(),
                (path.endsWith(Path.SEPARATOR) ? path : path + Path.SEPARATOR) + name);
    }

    /** Reads back what {@link Path#toString} has written. */
    static Path ofText(String text) {
        Matcher parts = PATH_TEXT.matcher(text);
        return parts.matches()
                ? of(parts.group(1), parts.group(2), parts.group(3))
                : new Path(text);
    }

    private static Path of(String scheme, String authority, String path) {
        try {
            return new Path(new URI(scheme, authority, path, null, null));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path + " is no path", e);
        }
    }

    /**
     * Whether a name holds what Java puts where it cannot read one in the process's character set.
     * No file can be opened by such a name, so it must not pass for one that is gone.
     */
    static boolean isGarbled(String name) {
        return name.indexOf('\uFFFD') >= 0 || name.indexOf('?') >= 0;
    }

    /**
     * Whether a path of a disk leads out of the input folder, by a link. Whoever may put links
     * there could have any file read that this process may read.
     */
    static boolean leadsOut(Path folder, Path file) throws IOException {
        if (file.getFileSystem().isDistributedFS()) {
            return false;
        }
        try {
            java.nio.file.Path base = new File(folder.getPath()).toPath().toRealPath();
            return !new File(file.getPath()).toPath().toRealPath().startsWith(base);
        } catch (NoSuchFileException | InvalidPathException e) {
            // Gone by now, or never within reach: opening it shows which.
            return false;
        }
    }

    /** Whether a file is known to be gone; one that nobody can look at is not. */
    static boolean isGone(File file) {
        try {
            return Files.notExists(file.toPath());
        } catch (InvalidPathException e) {
            return true;
        }
    }
}
