package io.smsreports.cli;

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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Mixin of the commands that use files, local or in S3: makes {@code s3://} known to this process,
 * with the endpoint and the keys of its environment.
 */
@Command // picocli wants it of a mixin without flags
final class Storage {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** The environment of a command, which settings and keys come from. */
    static Map<String, String> environment(CommandSpec command) {
        return ((SmsReports) command.root().userObject()).environment();
    }

    /** The object store of this process's environment. */
    ObjectStore objectStore() {
        return objectStore(Map.of());
    }

    /** The same, with options of the S3 client on top. */
    ObjectStore objectStore(Map<String, String> options) {
        return new ObjectStore(environment(command), options);
    }

    /** Makes these places accessible; does not look at them. */
    void open(List<Path> places) throws IOException {
        objectStore().open(places);
    }

    /**
     * Makes these places accessible and checks that each one's bucket answers, and takes what is
     * put there.
     */
    void openAndCheck(List<BucketCheck.Named> places) throws IOException, InterruptedException {
        openAndCheck(objectStore(), places);
    }

    /** The same by a store of this process that the command has made. */
    static void openAndCheck(ObjectStore store, List<BucketCheck.Named> places)
            throws IOException, InterruptedException {
        try {
            store.openAndCheck(places);
        } catch (SmsReportsException e) {
            throw logged(e);
        }
    }

    /** Checks that each place's bucket answers; {@link #open} comes first. */
    static void check(List<BucketCheck.Named> places)
            throws SmsReportsException, InterruptedException {
        try {
            new BucketCheck().require(places);
        } catch (SmsReportsException e) {
            throw logged(e);
        }
    }

    private static SmsReportsException logged(SmsReportsException failure) {
        LoggerFactory.getLogger(RunCommand.FAILURES).info("A bucket cannot be used.", failure);
        return failure;
    }

    /**
     * The place that a user names, local or in S3.
     *
     * @param what the flag or the argument
     */
    static Path parse(String what, String text) throws SmsReportsException {
        try {
            return PlaceName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    what + ": '" + text + "' is no path; write it as /a/b or s3://a/b",
                    e);
        }
    }
}
