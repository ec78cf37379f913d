package io.smsreports.integration.hostile;

import io.smsreports.integration.ProcessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever files are put into the input folder, the job stays up within a heap of 256 MB, accounts
 * for each of them, and counts the clean ones between them exactly. {@code -Dfuzz.seed=…} gives
 * other files, {@code -Dfuzz.minutes=…} more and greater ones.
 */
@EnabledOnOs(OS.LINUX)
@ProcessTest
class HostileInputIT {

    private static final long SEED = Long.getLong("fuzz.seed", 20_200_830L);

    private static final Duration DURATION = Duration.ofMinutes(Long.getLong("fuzz.minutes", 0L));

    @TempDir Path folder;

    /** So that the folder can be removed. */
    @AfterEach
    void permitAgain() throws IOException {
        try (Stream<Path> rounds = Files.list(folder)) {
            for (Path round : rounds.toList()) {
                Path forbidden = round.resolve("in/forbidden-folder.csv");
                if (Files.exists(forbidden)) {
                    Files.setPosixFilePermissions(
                            forbidden, PosixFilePermissions.fromString("rwx------"));
                }
            }
        }
    }

    @Test
    void accountsForWhateverIsThrownAtIt() throws Exception {
        boolean thorough = DURATION.compareTo(Duration.ZERO) > 0;
        Instant end = Instant.now().plus(DURATION);
        long seed = SEED;
        HostileRun.Totals total = new HostileRun.Totals(0, 0, 0);
        do {
            System.out.println("HostileInputIT: -Dfuzz.seed=" + seed);
            total = total.plus(HostileRun.batch(round("batch", seed), seed, thorough));
            total = total.plus(HostileRun.live(round("live", seed), seed, thorough));
            System.out.printf(
                    "HostileInputIT: %d files, %,d bytes (decompressed), at most %,d KiB resident,"
                            + " no finding%n",
                    total.files(), total.bytes(), total.residentKib());
            seed++;
        } while (Instant.now().isBefore(end));
    }

    private Path round(String mode, long seed) throws IOException {
        return Files.createDirectories(folder.resolve(mode + "-" + seed));
    }
}
