package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.integration.Output;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.process.BuildOutput;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same where Flink's S3 client does not fit the server without settings. */
abstract class RunsInUnusualBuckets extends RunsInBuckets {

    RunsInUnusualBuckets(ReferenceInput hour) {
        super(hour);
    }

    @AfterEach
    void forgetTheStore() {
        FileSystem.initialize(new Configuration(), null);
        System.clearProperty(ObjectStore.PLUGINS_PROPERTY);
    }

    @Test
    void keepsToASettingThatIsGiven() throws Exception {
        try (CommandProcess run =
                run(
                        "-D",
                        "s3.signing-algorithm=AWSS3V4SignerType",
                        "--input=s3://sms-input/none",
                        "--reference=s3://sms-input/map/ref.csv",
                        "--output=s3://sms-output/given",
                        "--checkpoints=s3://sms-state/given")) {
            assertThat(run.failed(2))
                    .startsWith(
                            "./sms-reports run: --output s3://sms-output/given: the store answers, but"
                                    + " refuses an empty object (");
        }
        assertThat(buckets().keys(OUTPUT, "given")).isEmpty();
    }

    @Test
    void namesTheObjectsWhoseKeysAreNoPaths() throws Exception {
        deliver("folded", hour().chunks());
        Path input = new Path("s3://sms-input/folded");
        List<String> folded = List.of("a//b.csv", "./c.csv", "x/../d.csv", "four/");
        for (String name : folded) {
            buckets().put(INPUT, "folded/" + name, hour().chunks().get(0));
        }
        buckets().put(INPUT, "folded/marker/", "");
        buckets().put(INPUT, "folded/.hidden/e.csv", "not input");

        try (CommandProcess run =
                run(
                        "--mode=batch",
                        "--input=" + input,
                        "--reference=s3://sms-input/map/ref.csv",
                        "--output=s3://sms-output/folded")) {
            assertThat(run.exitCode()).as("%s", run.err()).isZero();
            for (String name : folded) {
                assertThat(run.err())
                        .contains("/folded/" + name + " is an object whose key is no path");
            }
        }

        Output output = published("folded");
        ReferenceInput.assertReportsIn(output);
        Map<String, NamedCsvRecord> ledger = output.ledger();
        assertThat(ledger).hasSize(hour().chunks().size() + folded.size());
        for (String name : folded) {
            assertThat(ledger.get(name).getField("status")).as(name).isEqualTo("UNREADABLE");
        }
        try (CommandProcess reconcile =
                CommandProcess.start(
                        home(),
                        buckets().environment(),
                        "reconcile",
                        "--output=s3://sms-output/folded",
                        "--input=" + input)) {
            assertThat(reconcile.exitCode()).as("%s", reconcile.err()).isZero();
            assertThat(reconcile.out()).contains(folded);
        }
    }

    /** What a process says whose settings are fixed, such as the client of {@code flink run}. */
    void assertNames(Map<String, String> settings, String... parts) throws Exception {
        Path output = new Path("s3://sms-output/fixed/out");
        BuildOutput.usePlugins();
        new ObjectStore(buckets().environment(), settings).open(List.of(output));

        assertThatThrownBy(
                        () ->
                                new BucketCheck()
                                        .require(
                                                List.of(
                                                        BucketCheck.Named.written(
                                                                "--output", output))))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("cannot be reached");
        assertThat(buckets().keys(OUTPUT, "fixed")).isEmpty();
    }
}
