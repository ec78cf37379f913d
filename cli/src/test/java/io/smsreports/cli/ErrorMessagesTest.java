package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

final class ErrorMessagesTest {

    @Test
    void printsTheInnermostCauseInOneLine() {
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
    void prefersTheProjectsOwnMessage() {
        Throwable own =
                new SmsReportsException(
                        ErrorCode.STATE_DAMAGED, "run.json is damaged", new IOException("x"));

        assertThat(ErrorMessages.of(new RuntimeException(own))).isEqualTo("run.json is damaged");
    }

    @Test
    void readsTheCodeOfAFailureThatFlinkHandsOverAsBytes() {
        Throwable failure =
                new SerializedThrowable(
                        new SmsReportsException(ErrorCode.INPUT_MISSING, "no input"));

        assertThat(ErrorMessages.codeOf(failure)).contains(ErrorCode.INPUT_MISSING);
        assertThat(ErrorMessages.isRefusal(failure)).isTrue();
        assertThat(ErrorMessages.of(failure)).isEqualTo("no input");
    }

    /** A submitted job's classes come from its own jar. */
    @Test
    void readsTheCodeOfAFailureFromAnotherClassLoader() throws Exception {
        URL jar = SmsReportsException.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
            Object code =
                    loader.loadClass(ErrorCode.class.getName())
                            .getField(ErrorCode.OUTPUT_TAKEN.name())
                            .get(null);
            Throwable failure =
                    (Throwable)
                            loader.loadClass(SmsReportsException.class.getName())
                                    .getConstructor(code.getClass(), String.class)
                                    .newInstance(code, "taken");

            assertThat(failure).isNotInstanceOf(SmsReportsException.class);
            assertThat(ErrorMessages.codeOf(failure)).contains(ErrorCode.OUTPUT_TAKEN);
            assertThat(ErrorMessages.isRefusal(failure)).isTrue();
            assertThat(ErrorMessages.of(failure)).isEqualTo("taken");
        }
    }

    @Test
    void knowsNoCodeOfOthersFailures() {
        Throwable own = new SmsReportsException(ErrorCode.RUN_REFUSED, "refused");

        assertThat(ErrorMessages.codeOf(new IOException(own))).isEmpty();
        assertThat(ErrorMessages.isRefusal(new IOException(own))).isFalse();
    }
}
