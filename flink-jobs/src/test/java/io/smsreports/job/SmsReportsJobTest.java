package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SmsReportsJobTest {

    /** As with {@code flink run -d}. */
    @Test
    void isLeftToItselfOnlyWhereTheClientHasNothingMoreToDo() {
        assertThatThrownBy(() -> requireNoClient("--stop-when-idle"))
                .hasMessage(
                        "With --stop-when-idle the client stops the job: submit it without -d, so"
                                + " that the client waits.");
        assertThatThrownBy(() -> requireNoClient("--mode=batch"))
                .hasMessage(
                        "A batch publishes when it has ended: submit it without -d, so that the"
                                + " client waits.");
        assertThatCode(() -> requireNoClient("--stop-at-end")).doesNotThrowAnyException();
    }

    private static void requireNoClient(String flag) {
        SmsReportsJob.requireNoClient(JobCommandLine.parse(Map.of(), flag));
    }
}
