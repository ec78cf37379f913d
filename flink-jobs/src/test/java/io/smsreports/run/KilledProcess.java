package io.smsreports.run;

import io.smsreports.storage.StoredFiles;
import java.io.IOException;

/** The end of a process in the midst of changing files. */
final class KilledProcess extends IOException {

    private static final long serialVersionUID = 1L;

    /** What a process changes files by that ends before its change of the given number. */
    static StoredFiles before(int step) {
        int[] count = {0};
        return new StoredFiles(
                (change, path) -> {
                    if (count[0]++ == step) {
                        throw new KilledProcess();
                    }
                });
    }
}
