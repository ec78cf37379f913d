package io.smsreports.ownership;

import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.PutIfAbsent;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * The owners and commits of one run, in the order in which they came to be: a folder of {@link
 * LogEntry entries} that are numbered from 1 without a gap. Entry n is created by put-if-absent, so
 * that of all who saw n - 1 as the last one, one writes n.
 *
 * <p>Commits may be deleted when a hundred younger ones are there. The others stay for ever, so
 * that whoever was away finds the owner that came after it.
 *
 * @param folder where the entries lie
 * @param fenced false: the storage has no put-if-absent, and the user has agreed that two jobs may
 *     then publish twice. The log is the same, but two may write the same entry
 */
public record CommitLog(Path folder, boolean fenced) {

    /** Entries in a listing are in order. */
    private static final String NAME = "%010d";

    /** The last entry may be removed while it is read, once. */
    private static final int READ_ATTEMPTS = 10;

    /**
     * How far a log has come.
     *
     * @param number the last entry's, or 0 if there is none
     * @param entry the last one
     */
    public record Position(long number, Optional<LogEntry> entry) {

        /** That of a log without an entry. */
        public static final Position NONE = new Position(0, Optional.empty());
    }

    /**
     * The last entry.
     *
     * @throws SmsReportsException if it cannot be understood
     */
    public Position last() throws IOException {
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            long number = lastNumber();
            if (number == 0) {
                return Position.NONE;
            }
            Optional<LogEntry> entry = read(number);
            // Else it has been removed meanwhile, with or without the rest.
            if (entry.isPresent()) {
                return new Position(number, entry);
            }
        }
        throw new IOException(
                PlaceName.of(folder) + " lists entries that are not there. Look at the storage.");
    }

    /** The number of the last entry, also of one that cannot be understood; 0 if there is none. */
    public long lastNumber() throws IOException {
        return lastOf(numbers());
    }

    /** The last of ascending numbers of entries; 0 if there is none. */
    static long lastOf(List<Long> numbers) {
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    /** The numbers of all entries, ascending. */
    List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (FileStatus file : StoredFiles.DIRECT.list(folder)) {
            String name = file.getPath().getName();
            if (name.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                numbers.add(Long.valueOf(name));
            }
        }
        return numbers;
    }

    /**
     * An entry, or empty if there is none of its number.
     *
     * @throws SmsReportsException if it cannot be understood
     */
    public Optional<LogEntry> read(long number) throws IOException {
        return JsonFile.read(StoredFiles.DIRECT, file(number), LogEntry.class);
    }

    /**
     * Creates an entry.
     *
     * @param number one more than the last one's
     * @return whether it was created; false: there is one of this number already
     * @throws IOException if the storage failed. The entry may be there all the same
     */
    boolean create(long number, LogEntry entry) throws IOException {
        if (fenced) {
            return PutIfAbsent.create(file(number), JsonFile.bytes(entry));
        }
        if (read(number).isPresent()) {
            return false;
        }
        JsonFile.write(StoredFiles.DIRECT, file(number), entry);
        return true;
    }

    /**
     * Creates the entry after a position, for one who does not go on if somebody else was faster.
     *
     * @return whether it is there; false: another one is
     */
    public boolean append(Position seen, LogEntry entry) throws IOException {
        return append(StoredFiles.DIRECT, seen, entry);
    }

    /** The same through a gate. */
    public boolean append(StoredFiles files, Position seen, LogEntry entry) throws IOException {
        long number = seen.number() + 1;
        if (fenced) {
            return JsonFile.createOrFind(files, file(number), entry);
        }
        if (read(number).isEmpty()) {
            JsonFile.write(files, file(number), entry);
        }
        return read(number).filter(entry::equals).isPresent();
    }

    void delete(long number) throws IOException {
        StoredFiles.DIRECT.delete(file(number));
    }

    /** Where an entry lies, or would. */
    public Path file(long number) {
        return new Path(folder, NAME.formatted(number));
    }
}
