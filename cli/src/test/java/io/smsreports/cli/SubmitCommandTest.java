package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.job.JobCommandLine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubmitCommandTest {

    @Test
    void handsOnEveryFlagOfTheJobAsOftenAsItWasGiven() {
        assertThat(
                        SubmitCommand.jobFlags(
                                JobCommandLine.of(new SubmitCommand(), Map.of("MODE", "batch"))
                                        .parseArgs(
                                                "--overwrite",
                                                "--date",
                                                "2020-08-30",
                                                "--web-port=0",
                                                "--date=2020-08-31",
                                                "--replace-all=false")))
                .containsExactly(
                        "--overwrite=true",
                        "--date=2020-08-30",
                        "--date=2020-08-31",
                        "--replace-all=false");
    }
}
