package io.smsreports.failure;

import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.DiskSpace;
import io.smsreports.storage.PlaceName;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/**
 * What a failure says in one line.
 *
 * @param places what the job writes to
 */
record FailureWords(List<Path> places) {

    /** As Linux and macOS say it; for a quota too. */
    private static final Pattern DISK_FULL =
            Pattern.compile("No space left on device|Disk quota exceeded");

    /** Of what writes to no place that is known here. */
    static final FailureWords NOWHERE = new FailureWords(List.of());

    FailureWords {
        places = List.copyOf(places);
    }

    /**
     * The innermost cause, without a full stop. One of this project's own is a line for users by
     * itself; a full disk is named with what to do.
     */
    String of(Throwable failure) {
        List<Throwable> chain = FailureKind.chain(failure);
        if (chain.stream().anyMatch(FailureWords::isOfFullDisk)) {
            return DiskSpace.firstFull(places).orElse("a disk is full: make room" + where());
        }
        for (Throwable cause : chain) {
            if (cause instanceof SmsReportsException) {
                return oneLine(cause.getMessage());
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        String type = FailureKind.typeOf(root);
        String name = type.substring(type.lastIndexOf('.') + 1);
        return root.getMessage() == null
                ? name
                : name + ": " + oneLine(root.getMessage()).replace(type + ": ", "");
    }

    private String where() {
        return places.isEmpty()
                ? ""
                : places.stream()
                        .map(PlaceName::of)
                        .collect(Collectors.joining(" and ", " where ", " lie"));
    }

    private static boolean isOfFullDisk(Throwable failure) {
        return DISK_FULL.matcher(String.valueOf(failure.getMessage())).find();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "");
    }
}
