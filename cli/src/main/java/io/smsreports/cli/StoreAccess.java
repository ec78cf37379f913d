package io.smsreports.cli;

import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.slf4j.LoggerFactory;

/** Makes {@code s3://} known to a command's process, by its environment, if it needs it. */
final class StoreAccess {

    private StoreAccess() {}

    /** For the places of a job. */
    static void open(Map<String, String> environment, JobSettings settings) throws IOException {
        open(environment, settings.places().stream().map(BucketCheck.Named::place).toList());
    }

    /** For any places. */
    static void open(Map<String, String> environment, List<Path> places) throws IOException {
        new ObjectStore(environment).open(places);
    }

    /**
     * For places that the command looks at by itself: sees to it that each one's bucket answers.
     */
    static void openAndCheck(Map<String, String> environment, List<BucketCheck.Named> places)
            throws IOException, InterruptedException {
        open(environment, places.stream().map(BucketCheck.Named::place).toList());
        check(places);
    }

    /** A place that the user names, which may be in an object store. */
    static Path named(String what, String text) throws SmsReportsException {
        try {
            return PlaceName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    what + ": '" + text + "' is no path; write it as /a/b or s3://a/b",
                    e);
        }
    }

    /** Sees to it that every bucket answers; {@link #open} comes first. */
    static void check(List<BucketCheck.Named> places)
            throws SmsReportsException, InterruptedException {
        try {
            new BucketCheck().require(places);
        } catch (SmsReportsException e) {
            LoggerFactory.getLogger(RunCommand.FAILURES).info("A bucket cannot be used.", e);
            throw e;
        }
    }
}
