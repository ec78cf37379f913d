package io.smsreports.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InputProgressTest {

    private static final long DELAY = 10_000;
    private static final long IDLE = 30_000;

    private final InputProgress progress =
            new InputProgress(Duration.ofMillis(DELAY), Duration.ofMillis(IDLE));

    @Test
    void knowsNothingBeforeTheFirstEvent() {
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        progress.onQuiet(IDLE * 10);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        begin(0, 1);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);
    }

    @Test
    void staysTheDelayBehindTheGreatestEvent() {
        begin(0, 1);
        block(0, 1, 100_000);
        assertWatermarkAfter(100_000);

        block(0, 1, 90_000);
        assertWatermarkAfter(100_000);

        block(0, 1, 100_001);
        assertWatermarkAfter(100_001);
    }

    @Test
    void followsTheReaderThatIsLeastFar() {
        begin(0, 2);
        begin(1, 2);
        block(0, 2, 200_000);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        block(1, 2, 100_000);
        assertWatermarkAfter(100_000);

        block(1, 2, 300_000);
        assertWatermarkAfter(200_000);
    }

    @Test
    void waitsForeverForAReaderInTheMiddleOfAFile() {
        begin(0, 2);
        begin(1, 2);
        block(0, 2, 100_000);
        block(1, 2, 200_000);

        progress.onQuiet(IDLE * 1_000);
        assertWatermarkAfter(100_000);
    }

    @Test
    void waitsForeverForAReaderThatHasOnlyOpenedItsFile() {
        begin(0, 2);
        begin(1, 2);
        block(1, 2, 200_000);

        progress.onQuiet(IDLE * 1_000);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);
    }

    @Test
    void waitsTheIdleTimeoutForAReaderBetweenFiles() {
        begin(0, 2);
        begin(1, 2);
        block(1, 2, 200_000);
        end(0, 2, 100_000);

        progress.onQuiet(IDLE - 1);
        assertWatermarkAfter(100_000);

        progress.onQuiet(1);
        assertWatermarkAfter(200_000);
    }

    @Test
    void countsTheIdleTimeoutFromTheReadersOwnLastBlock() {
        begin(0, 2);
        begin(1, 2);
        block(1, 2, 200_000);
        progress.onQuiet(IDLE - 1);
        end(0, 2, 100_000);
        progress.onQuiet(IDLE - 1);
        block(1, 2, 300_000);

        assertWatermarkAfter(100_000);
    }

    /** Even before it has caught up with the others: their progress must not make its rows late. */
    @Test
    void waitsAtOnceForAReaderThatComesBackFromIdleness() {
        begin(0, 2);
        begin(1, 2);
        end(0, 2, 100_000);
        block(1, 2, 200_000);
        progress.onQuiet(IDLE);
        assertWatermarkAfter(200_000);

        begin(0, 2);
        block(1, 2, 900_000);
        assertWatermarkAfter(100_000);

        block(0, 2, 500_000);
        assertWatermarkAfter(500_000);
    }

    @Test
    void waitsForReadersNotHeardFromUntilTheyAreIdle() {
        begin(0, 3);
        block(0, 3, 100_000);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        progress.onQuiet(IDLE - 1);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        progress.onQuiet(1);
        assertWatermarkAfter(100_000);
    }

    @Test
    void isNotHeldByAFileWithoutEvents() {
        begin(0, 2);
        block(0, 2, 100_000);
        begin(1, 2);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        end(1, 2, InputProgress.NONE);
        progress.onQuiet(IDLE);
        assertWatermarkAfter(100_000);
    }

    /** The idle reader may have been given an older file, of which nothing is heard yet. */
    @Test
    void countsOthersAsTheyWereAnIdleTimeoutAgoWhileAReaderIsIdle() {
        begin(0, 2);
        begin(1, 2);
        end(0, 2, 100_000);
        end(1, 2, 100_000);
        progress.onQuiet(IDLE);

        begin(1, 2);
        end(1, 2, 900_000);
        assertWatermarkAfter(100_000);

        begin(0, 2);
        block(0, 2, 400_000);
        assertWatermarkAfter(400_000);
    }

    @Test
    void countsOthersInFullOnceTheIdleReaderHasSaidNothingForTheIdleTimeout() {
        begin(0, 2);
        begin(1, 2);
        end(0, 2, 100_000);
        end(1, 2, 100_000);
        progress.onQuiet(IDLE);
        begin(1, 2);
        block(1, 2, 800_000);
        progress.onQuiet(1);
        block(1, 2, 900_000);

        progress.onQuiet(IDLE - 2);
        assertWatermarkAfter(100_000);

        progress.onQuiet(1);
        assertWatermarkAfter(800_000);

        progress.onQuiet(1);
        assertWatermarkAfter(900_000);
    }

    @Test
    void isHeldByTheNextFileOfAReaderAfterOneWithoutEvents() {
        begin(0, 2);
        block(0, 2, 100_000);
        begin(1, 2);
        end(1, 2, InputProgress.NONE);
        begin(1, 2);
        block(0, 2, 200_000);

        progress.onQuiet(IDLE);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);
    }

    /** Its events came in an earlier block than its last one. */
    @Test
    void waitsTheIdleTimeoutAfterAFileThatEndsWithoutEvents() {
        begin(0, 2);
        block(0, 2, 100_000);
        begin(1, 2);
        block(1, 2, 50_000);
        end(1, 2, InputProgress.NONE);

        assertWatermarkAfter(50_000);
        progress.onQuiet(IDLE);
        assertWatermarkAfter(100_000);
    }

    @Test
    void followsTheReaderThatIsFarthestWhenAllAreIdle() {
        begin(0, 2);
        begin(1, 2);
        end(0, 2, 100_000);
        end(1, 2, 200_000);
        assertWatermarkAfter(100_000);

        progress.onQuiet(IDLE);
        assertWatermarkAfter(200_000);
    }

    @Test
    void beginsAnewWithAnotherNumberOfReaders() {
        begin(0, 2);
        begin(1, 2);
        block(0, 2, 200_000);
        block(1, 2, 200_000);

        begin(0, 3);
        block(0, 3, 300_000);
        assertThat(progress.watermark()).isEqualTo(InputProgress.NONE);

        progress.onQuiet(IDLE);
        assertWatermarkAfter(300_000);
    }

    private void assertWatermarkAfter(long maxEventMillis) {
        assertThat(progress.watermark()).isEqualTo(maxEventMillis - DELAY - 1);
    }

    private void begin(int reader, int readers) {
        progress.onBlock(reader, readers, true, false, InputProgress.NONE);
    }

    private void block(int reader, int readers, long maxEventMillis) {
        progress.onBlock(reader, readers, false, false, maxEventMillis);
    }

    private void end(int reader, int readers, long maxEventMillis) {
        progress.onBlock(reader, readers, false, true, maxEventMillis);
    }
}
