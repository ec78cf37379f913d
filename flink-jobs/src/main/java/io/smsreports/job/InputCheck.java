package io.smsreports.job;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.RunMode;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** Whether the input is there and is a folder, before anything is started or claimed. */
final class InputCheck {

    private InputCheck() {}

    /**
     * Fails if there is nothing to read; an object store has no folders: a prefix is there as soon
     * as an object is.
     *
     * @throws SmsReportsException with one line for the user
     */
    static void require(Path input, RunMode mode) throws IOException {
        if (ObjectStore.holds(input)) {
            requireObjects(input, mode);
            return;
        }
        if (!input.getFileSystem().exists(input)) {
            throw new SmsReportsException(
                    ErrorCode.INPUT_MISSING,
                    "The input folder %s does not exist: create it, or name another one with --input."
                            .formatted(PlaceName.of(input)));
        }
        if (!input.getFileSystem().getFileStatus(input).isDir()) {
            throw fileForFolder(input);
        }
    }

    private static void requireObjects(Path input, RunMode mode) throws IOException {
        FileStatus[] found = {};
        try {
            found = input.getFileSystem().listStatus(input);
        } catch (FileNotFoundException noObjectYet) {
            // Not one.
        }
        if (found.length == 1 && found[0].getPath().equals(input)) {
            throw fileForFolder(input);
        }
        if (found.length == 0 && mode != RunMode.STREAMING) {
            throw new SmsReportsException(
                    ErrorCode.INPUT_MISSING,
                    "The input %s holds no object: put files there, or name another one with --input."
                            .formatted(PlaceName.of(input)));
        }
    }

    private static SmsReportsException fileForFolder(Path input) {
        return new SmsReportsException(
                ErrorCode.INPUT_MISSING,
                "The input %s is a file: name the folder that it lies in with --input."
                        .formatted(PlaceName.of(input)));
    }
}
