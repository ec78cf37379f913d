package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/**
 * Finds the complete checkpoints and savepoints below a folder. A checkpoint's folder without
 * {@code _metadata} is one that was never completed, and is passed over.
 */
final class SnapshotSearch {

    private static final Pattern CHECKPOINT_FOLDER = Pattern.compile("chk-(\\d{1,18})");

    /** State that several checkpoints share; no checkpoint lies in there. */
    private static final Set<String> STATE_FOLDERS = Set.of("shared", "taskowned");

    private static final Comparator<Snapshot> BY_AGE =
            Comparator.comparing((Snapshot snapshot) -> !snapshot.isDamaged())
                    .thenComparingLong(Snapshot::checkpointId)
                    .thenComparingLong(Snapshot::modifiedAt);

    private final StoredFiles files;

    SnapshotSearch(StoredFiles files) {
        this.files = files;
    }

    /**
     * All that lie below a folder, newest first: by checkpoint id, which goes on counting when a
     * job resumes, between equals by modification time. Those whose metadata cannot be read come
     * last. Their state files are not looked at ({@link #checked}).
     */
    List<Snapshot> all(Path folder) throws IOException {
        List<Snapshot> found = new ArrayList<>();
        collect(folder, found);
        found.sort(BY_AGE.reversed());
        return found;
    }

    /** The one that a user names by its folder or its metadata file, checked for damage. */
    Optional<Snapshot> at(Path folderOrMetadata) throws IOException {
        Path folder =
                folderOrMetadata.getName().equals(MetadataFile.NAME)
                        ? folderOrMetadata.getParent()
                        : folderOrMetadata;
        Optional<FileStatus> metadata = files.status(new Path(folder, MetadataFile.NAME));
        if (metadata.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(checked(read(folder, metadata.get())));
    }

    private void collect(Path folder, List<Snapshot> found) throws IOException {
        List<FileStatus> entries = files.list(folder);
        for (FileStatus entry : entries) {
            if (!entry.isDir() && entry.getPath().getName().equals(MetadataFile.NAME)) {
                found.add(read(folder, entry));
                return;
            }
        }
        for (FileStatus entry : entries) {
            String name = entry.getPath().getName();
            if (entry.isDir() && !STATE_FOLDERS.contains(name)) {
                collect(new Path(folder, name), found);
            }
        }
    }

    private Snapshot read(Path folder, FileStatus metadata) throws IOException {
        Path qualified = folder.makeQualified(folder.getFileSystem());
        long modifiedAt = metadata.getModificationTime();
        try {
            CheckpointMetadata content = MetadataFile.load(files, qualified);
            return new Snapshot(
                    qualified,
                    content.getCheckpointId(),
                    modifiedAt,
                    OwnerState.in(content).orElse(""),
                    "");
        } catch (SmsReportsException e) {
            return new Snapshot(qualified, idInName(folder), modifiedAt, "", damage(e));
        }
    }

    /** The same, found damaged if one of its state files is. */
    Snapshot checked(Snapshot snapshot) throws IOException {
        if (snapshot.isDamaged()) {
            return snapshot;
        }
        try {
            Optional<String> lost =
                    new StateFiles(files).firstLost(MetadataFile.load(files, snapshot.folder()));
            return lost.map(snapshot::damagedBy).orElse(snapshot);
        } catch (SmsReportsException e) {
            return snapshot.damagedBy(damage(e));
        }
    }

    /** What keeps this process from reading a checkpoint is no damage of the checkpoint. */
    private static String damage(SmsReportsException e) throws SmsReportsException {
        if (e.code() != ErrorCode.STATE_DAMAGED) {
            throw e;
        }
        return e.getMessage();
    }

    private static long idInName(Path folder) {
        Matcher name = CHECKPOINT_FOLDER.matcher(folder.getName());
        return name.matches() ? Long.parseLong(name.group(1)) : Snapshot.UNKNOWN_ID;
    }
}
