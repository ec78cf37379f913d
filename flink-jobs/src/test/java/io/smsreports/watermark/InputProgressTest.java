package io.smsreports.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the cases of {@code input-progress.txt}, which says what its words mean. */
final class InputProgressTest {

    private static final long DELAY = 10_000;
    private static final long IDLE = 30_000;

    private final InputProgress progress =
            new InputProgress(Duration.ofMillis(DELAY), Duration.ofMillis(IDLE));

    private int readers;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void followsTheReaders(String name, Queue<String> steps) {
        while (!steps.isEmpty()) {
            run(steps);
        }
    }

    private void run(Queue<String> steps) {
        String step = steps.remove();
        switch (step) {
            case "of" -> readers = Integer.parseInt(steps.remove());
            case "open" -> onBlock(steps, true, false);
            case "read" -> onBlock(steps, false, false);
            case "end" -> onBlock(steps, false, true);
            case "quiet" -> progress.onQuiet(Long.parseLong(steps.remove()));
            case "=" ->
                    assertThat(progress.watermark())
                            .as("watermark, before %s", steps)
                            .isEqualTo(watermark(steps.remove()));
            default -> throw new IllegalArgumentException("no such step: " + step);
        }
    }

    private void onBlock(Queue<String> steps, boolean first, boolean last) {
        int reader = Integer.parseInt(steps.remove());
        String next = steps.peek();
        boolean hasEvent = next != null && next.matches("\\d+");
        long maxEventMillis = hasEvent ? Long.parseLong(steps.remove()) : InputProgress.NONE;
        progress.onBlock(reader, readers, first, last, maxEventMillis);
    }

    private static long watermark(String maxEventMillis) {
        return maxEventMillis.equals("none")
                ? InputProgress.NONE
                : Long.parseLong(maxEventMillis) - DELAY - 1;
    }

    private static Stream<Arguments> cases() throws IOException {
        try (InputStream file = InputProgressTest.class.getResourceAsStream("input-progress.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.replaceAll("(?m)^#.*\n", "").strip().split("\n\n+"))
                    .map(each -> each.split("\n", 2))
                    .map(each -> Arguments.of(each[0], steps(each[1])));
        }
    }

    private static Queue<String> steps(String text) {
        return new ArrayDeque<>(Arrays.asList(text.strip().split("\\s+")));
    }
}
