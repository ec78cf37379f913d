package io.smsreports.integration.soak;

import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.soak.RoundPlan.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The soak as a command; {@code integration-tests/soak} builds what it needs and runs it. */
@Command(
        name = "soak",
        description = {
            "Kills, pauses and doubles jobs and breaks their storage, round by round, until the time is over.",
            "",
            "After each round the output must be what an undisturbed run's is. Exit code 1 at the"
                    + " first violation, whose files are left."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Soak implements Callable<Integer> {

    private static final DateTimeFormatter BASIC_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

    @Option(
            names = "--minutes",
            defaultValue = "20",
            description =
                    "A round begins as long as less time is over (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--kills",
            defaultValue = "20",
            description = "And as long as there were fewer kills (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--double-starts",
            defaultValue = "5",
            description =
                    "And as long as there were fewer double starts (default: ${DEFAULT-VALUE}).")
    private int doubleStarts;

    @Option(
            names = "--pauses",
            defaultValue = "5",
            description =
                    "And as long as there were fewer processes paused (default: ${DEFAULT-VALUE}).")
    private int pauses;

    @Option(
            names = "--suite",
            defaultValue = "all",
            description =
                    "What is done to jobs: all, double-starts or pauses. Of the last two only that one"
                            + " counts (default: ${DEFAULT-VALUE}).")
    private String suiteName;

    @Option(
            names = "--seed",
            description = "Of all plans (default: the time). The first line prints it.")
    private Long seed;

    @Option(names = "--round", description = "Only this round of that seed.")
    private Integer onlyRound;

    @Option(
            names = "--folder",
            required = true,
            description = "For what the rounds write; a round's folder goes when it was good.")
    private Path folder;

    private final PrintStream out = System.out;

    private Soak() {}

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Suite suite = Suite.valueOf(suiteName.toUpperCase(Locale.ROOT).replace('-', '_'));
        long chosen = seed == null ? System.currentTimeMillis() / 1_000 : seed;
        Path base = newFolder(chosen);
        out.printf(
                "Soak with --suite %s --seed %d, %d minutes, files in %s%n",
                suiteName, chosen, minutes, base);
        Path shared = base.resolve("input");
        ReferenceInput hour = ReferenceInput.in(shared.resolve("hour"));
        ReferenceInput shuffled = hour.shuffled(shared.resolve("shuffled"), chosen);
        Journal journal = new Journal(out);
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        int number = onlyRound == null ? 1 : onlyRound;
        do {
            RoundPlan plan = RoundPlan.of(suite, chosen, number);
            Path files = base.resolve("round-" + number);
            if (!isGood(plan, plan.inOrder() ? hour : shuffled, files, journal)) {
                journal.summarize();
                out.printf(
                        "VIOLATION in round %d: its files are in %s; the same plan again: --suite %s --seed %d --round %d%n",
                        number, files, suiteName, chosen, number);
                return 1;
            }
            FileUtils.deleteDirectory(files.toFile());
            number++;
        } while (onlyRound == null && (System.nanoTime() < end || isMissing(suite, journal)));
        journal.summarize();
        FileUtils.deleteDirectory(base.toFile());
        out.printf(
                "%d kills, %d double starts, %d pauses, no violation, seed %d%n",
                journal.kills(), journal.doubleStarts(), journal.pauses(), chosen);
        return 0;
    }

    private boolean isMissing(Suite suite, Journal journal) {
        return switch (suite) {
            case ALL ->
                    journal.kills() < kills
                            || journal.doubleStarts() < doubleStarts
                            || journal.pauses() < pauses;
            case DOUBLE_STARTS -> journal.doubleStarts() < doubleStarts;
            case PAUSES -> journal.pauses() < pauses;
        };
    }

    /** Of its own, so that what an earlier soak has left stays. */
    private Path newFolder(long chosen) throws IOException {
        String time = BASIC_TIME.format(LocalDateTime.now(ZoneOffset.UTC));
        return Files.createDirectories(folder.toAbsolutePath().resolve(time + "-seed-" + chosen));
    }

    private boolean isGood(RoundPlan plan, ReferenceInput input, Path files, Journal journal)
            throws IOException {
        Files.createDirectories(files);
        try {
            new Round(plan, input, files, journal).run();
            journal.count("rounds");
            return true;
        } catch (Exception | AssertionError e) {
            journal.log("VIOLATION: " + e.getMessage());
            e.printStackTrace(out);
            return false;
        }
    }
}
