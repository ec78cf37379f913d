package io.smsreports.source;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a folder's listing does not read once, when it begins, and not at each listing. */
final class ChangeLogger implements ListingListener {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLogger.class);

    private record NotRead(Reason reason, Path path) {}

    /** As of the last listing; a metric reads it. */
    private volatile Set<NotRead> known = Set.of();

    private final Set<NotRead> found = new HashSet<>();

    /** To be called before each listing. */
    void begin() {
        found.clear();
    }

    @Override
    public void notRead(Reason reason, Path path) {
        NotRead notRead = new NotRead(reason, path);
        found.add(notRead);
        if (!known.contains(notRead)) {
            LOG.warn(message(reason), path.getPath());
        }
    }

    private static String message(Reason reason) {
        return switch (reason) {
            case UNREADABLE_FOLDER ->
                    "Folder {} cannot be listed: this user must not read it. Its files are read"
                            + " when it can.";
            case LISTED_ELSEWHERE ->
                    "{} leads to what is read under another path, and is left out.";
            case LEADS_OUT ->
                    "{} is a link out of the input folder, and is not followed. Put the files"
                            + " themselves there.";
            case FOLDED_KEY ->
                    "{} is an object whose key is no path, for an empty part, '.' or '..' in it, and is"
                            + " not read. Copy it to another key.";
        };
    }

    /** To be called after each listing that did not fail. */
    void end() {
        for (NotRead before : known) {
            if (before.reason() == Reason.UNREADABLE_FOLDER && !found.contains(before)) {
                LOG.warn("Folder {} can be listed again, or is gone.", before.path().getPath());
            }
        }
        known = Set.copyOf(found);
    }

    /** How many paths were not read the last time for this reason. */
    int count(Reason reason) {
        return (int) known.stream().filter(notRead -> notRead.reason() == reason).count();
    }
}
