package io.smsreports.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.BlockCounts;
import io.smsreports.model.FileStatus;
import io.smsreports.model.HeldFile;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.SmsReportsException;
import io.smsreports.model.WaitingFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class InputProgressTest {

    private static final Duration DELAY = Duration.ofMinutes(10);

    private static final ProgressRule RULE =
            new ProgressRule(
                    DELAY, Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofMinutes(10));

    /** Of a file that was written at no time of any row. */
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private static final int TICK_MILLIS = 100;

    private InputProgress progress = new InputProgress(RULE);
    private long watermark = InputProgress.NONE;
    private int readers;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void followsTheFiles(String name, List<String> steps) {
        for (int i = 0; i < steps.size(); i++) {
            run(steps.get(i).split(" "), "after " + steps.subList(0, i));
            watermark = Math.max(watermark, progress.watermark());
        }
    }

    @Test
    void refusesMoreSeriesThanAnyOneHasSwitches() {
        readers = 1;
        for (int i = 0; i < 1_000; i++) {
            run(new String[] {"given", "0", "sw" + i + "/a", "unknown"}, "");
        }

        assertThatThrownBy(() -> run(new String[] {"given", "0", "sx/a", "unknown"}, ""))
                .cause()
                .isInstanceOf(SmsReportsException.class)
                .hasMessage(
                        "--series finds more than 1,000 series, of which 'sx' is one: give an"
                                + " expression whose group 'series' names the switch, not the"
                                + " file.");
    }

    /** A thousand files may be a day's. */
    @Test
    void refusesMoreSeriesBeforeTheFilesOfAllAreRead() {
        readers = 1;
        run(new String[] {"given", "0", "sx/a", "unknown"}, "");
        Stream<String> waiting = IntStream.range(0, 1_000).mapToObj(i -> "sw" + i);
        String[] hears =
                Stream.concat(Stream.of("hears", "0", "1", "00:10"), waiting)
                        .toArray(String[]::new);

        assertThatThrownBy(() -> run(hears, ""))
                .cause()
                .isInstanceOf(SmsReportsException.class)
                .hasMessageStartingWith("--series finds more than 1,000 series, of which 'sx'");
    }

    private void run(String[] step, String when) {
        switch (step[0]) {
            case "of" -> readers = Integer.parseInt(step[1]);
            case "hears" -> hears(Integer.parseInt(step[1]), true, step);
            case "deaf" -> hears(Integer.parseInt(step[1]), false, step);
            case "all" -> hearAll(step);
            case "given" -> given(step);
            case "reads" -> onRows(step, false);
            case "ends" -> onRows(step, true);
            case "quiet" -> quiet(Integer.parseInt(step[1]));
            case "restart" -> restart();
            case "=" -> assertThat(text(watermark)).as(when).isEqualTo(step[1]);
            case "read" ->
                    assertThat(progress.isAllRead() ? "yes" : "no").as(when).isEqualTo(step[1]);
            case "by" -> assertThat(progress.heldBy()).as(when).isEqualTo(step[1]);
            default -> throw new IllegalArgumentException("no such step: " + step[0]);
        }
    }

    private void hearAll(String[] step) {
        List<String> words = new ArrayList<>(Arrays.asList(step));
        words.add(1, "");
        for (int reader = 0; reader < readers; reader++) {
            hears(reader, true, words.toArray(String[]::new));
        }
    }

    private void hears(int reader, boolean listed, String[] step) {
        boolean allRead = step[3].equals("all-read");
        boolean isNone = allRead || step[3].equals("none");
        long floor = isNone ? WaitingFiles.NO_FLOOR : head(step[3]);
        boolean isOneSeries = step.length == 4 && floor != WaitingFiles.NO_FLOOR;
        List<String> series =
                isOneSeries ? List.of("") : Arrays.asList(step).subList(4, step.length);
        progress.onNotice(
                ReducedBlock.ofWaiting(
                        reader,
                        readers,
                        new WaitingFiles(Long.parseLong(step[2]), floor, listed, series, allRead)));
    }

    private void given(String[] step) {
        String file = step[2];
        String series = file.contains("/") ? file.substring(0, file.indexOf('/')) : "";
        long modified = step.length > 4 ? millis(step[4]) : LONG_AGO;
        progress.onNotice(
                ReducedBlock.ofHeld(
                        Integer.parseInt(step[1]),
                        readers,
                        file,
                        new HeldFile(series, head(step[3]), modified)));
    }

    private void onRows(String[] step, boolean last) {
        List<RevenueSlice> slices = new ArrayList<>();
        for (String rows : Arrays.asList(step).subList(3, step.length)) {
            String[] timeAndCount = rows.split("\\*");
            slices.add(
                    new RevenueSlice(
                            millis(timeAndCount[0]) / 60_000,
                            0,
                            Long.parseLong(timeAndCount[1]),
                            1,
                            1,
                            1,
                            0));
        }
        long rows = slices.stream().mapToLong(RevenueSlice::recordCount).sum();
        long first = slices.stream().mapToLong(RevenueSlice::epochMinute).min().orElse(0) * 60;
        long lastSecond = slices.stream().mapToLong(RevenueSlice::epochMinute).max().orElse(0) * 60;
        long unused =
                progress.onBlock(
                        new ReducedBlock(
                                Integer.parseInt(step[1]),
                                readers,
                                step[2],
                                9,
                                false,
                                last,
                                FileStatus.OK,
                                new BlockCounts(rows, Map.of(), 0, 0, 0, first, lastSecond),
                                slices));
    }

    private void quiet(int seconds) {
        for (long millis = 0; millis < seconds * 1_000L; millis += TICK_MILLIS) {
            progress.onTime(TICK_MILLIS);
        }
    }

    private void restart() {
        List<LateGate.SeriesState> state = progress.state();
        progress = new InputProgress(RULE);
        progress.restore(state);
        watermark = InputProgress.NONE;
    }

    private static long head(String text) {
        return switch (text) {
            case "unknown" -> HeldFile.UNKNOWN;
            case "its-end" -> HeldFile.TO_ITS_END;
            default -> millis(text);
        };
    }

    /** Of hours and minutes since 1970. */
    private static long millis(String time) {
        String[] parts = time.split(":");
        return Duration.ofHours(Long.parseLong(parts[0]))
                .plusMinutes(Long.parseLong(parts[1]))
                .toMillis();
    }

    private static String text(long watermark) {
        if (watermark == InputProgress.NONE) {
            return "none";
        }
        Duration time = Duration.ofMillis(watermark + 1).plus(DELAY);
        return "%02d:%02d".formatted(time.toHours(), time.toMinutesPart());
    }

    private static Stream<Arguments> cases() throws IOException {
        try (InputStream file = InputProgressTest.class.getResourceAsStream("input-progress.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.replaceAll("(?m)^#.*\n", "").strip().split("\n\n+"))
                    .map(each -> each.split("\n", 2))
                    .map(each -> Arguments.of(each[0], steps(each[1])));
        }
    }

    private static List<String> steps(String text) {
        return List.of(text.strip().split("\\s*\n\\s*|\\s{2,}"));
    }
}
