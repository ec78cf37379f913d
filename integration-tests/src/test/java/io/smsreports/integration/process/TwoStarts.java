package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.testing.Eventually;
import java.util.List;

/**
 * The same command, given twice at the same moment: one goes on, and the other is refused in one
 * line. Which one that is, nobody knows before.
 */
public record TwoStarts(CommandProcess first, CommandProcess second) implements AutoCloseable {

    /**
     * Waits until one is refused, and returns the one that goes on, or has ended well. A submission
     * that wins ends too, and often before the other one.
     */
    public CommandProcess owner() throws Exception {
        Eventually.await("one of two starts ends", () -> !first.isAlive() || !second.isAlive());
        CommandProcess ended = first.isAlive() ? second : first;
        CommandProcess other = first.isAlive() ? first : second;
        CommandProcess loser = ended.exitCode() == 0 ? other : ended;
        CommandProcess owner = ended.exitCode() == 0 ? ended : other;
        assertThat(loser.exitCode()).as("%s%s", loser.out(), loser.err()).isEqualTo(2);
        assertThat(loser.err()).hasLineCount(1);
        assertThat(List.of(REASONS)).as(loser.err()).anyMatch(loser.err()::contains);
        return owner;
    }

    private static final String[] REASONS = {
        " has been taken by another job of run ",
        " is being written by a live job",
        " was faster than this one",
        " is not what it was when batch run ",
        " holds reports "
    };

    @Override
    public void close() throws InterruptedException {
        first.close();
        second.close();
    }
}
