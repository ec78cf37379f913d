package io.smsreports.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class JobFailureTest {

    private static final String OVERFLOW =
            """
            java.lang.RuntimeException: Buffer pool is gone
            \tat org.apache.flink.Some.task(Some.java:1)
            Caused by: java.lang.ArithmeticException: long overflow in block 17
            \tat java.base/java.lang.Math.addExact(Math.java:903)
            \tat io.smsreports.watermark.LateGate.plus(LateGate.java:200)
            \t... 8 more
            """;

    @Test
    void printsTheInnermostCause() {
        assertThat(failure(OVERFLOW).reason())
                .isEqualTo("ArithmeticException: long overflow in block 17");
        assertThat(failure("java.lang.NullPointerException\n\tat a.B.c(B.java:1)\n").reason())
                .isEqualTo("NullPointerException");
        assertThat(
                        failure("io.smsreports.model.SmsReportsException: taken\n\tat a.B.c(B:1)\n")
                                .reason())
                .isEqualTo("taken");
        assertThat(failure("something else").reason()).isEqualTo("something else");
    }

    private static JobFailure failure(String stack) {
        return new JobFailure(1, "late gate (1/1)", stack);
    }
}
