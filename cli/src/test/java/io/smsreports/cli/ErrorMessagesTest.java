package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

final class ErrorMessagesTest {

    @Test
    void tellsTheInnermostCauseInOneLine() {
        Throwable failure =
                new ExecutionException(
                        new CompletionException(
                                new RuntimeException(
                                        "Job execution failed.",
                                        new ArithmeticException("long\n  overflow"))));

        assertThat(ErrorMessages.of(failure)).isEqualTo("ArithmeticException: long overflow");
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertThat(ErrorMessages.of(new RuntimeException(new NoSuchFileException("/a/b"))))
                .isEqualTo("/a/b does not exist");
        assertThat(ErrorMessages.of(new AccessDeniedException("/a/b")))
                .isEqualTo("/a/b must not be read or written by this user");
    }

    @Test
    void unwrapsWhatFlinkHandsOverAsText() {
        Throwable failure =
                new RuntimeException(
                        "outer", new SerializedThrowable(new IOException("disk is full")));

        assertThat(ErrorMessages.of(failure)).isEqualTo("IOException: disk is full");
    }

    @Test
    void prefersTheProjectsOwnWords() {
        Throwable own = new CommandFailedException(1, "run.json is damaged", new IOException("x"));

        assertThat(ErrorMessages.of(new RuntimeException(own))).isEqualTo("run.json is damaged");
    }
}
