package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.FileSeries;
import io.smsreports.model.LocalDays;
import io.smsreports.model.Revenue;
import io.smsreports.run.Resume;
import io.smsreports.run.RunMode;
import io.smsreports.source.Backlog;
import io.smsreports.sql.PipelineSql;
import java.io.File;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class JobSettingsTest {

    /** A setting: its flag, its variable, a value that is not the default, what it then gives. */
    private record Property(
            String flag,
            String variable,
            String value,
            Function<JobSettings, Object> getter,
            Object expected) {

        @Override
        public String toString() {
            return flag;
        }
    }

    private static Stream<Property> properties() {
        return Stream.of(
                new Property("--mode", "MODE", "batch", JobSettings::mode, RunMode.BATCH),
                new Property(
                        "--stop-at-end",
                        "STOP_AT_END",
                        "true",
                        JobSettings::mode,
                        RunMode.STREAMING_BOUNDED),
                new Property(
                        "--stop-when-idle",
                        "STOP_WHEN_IDLE",
                        "true",
                        JobSettings::stopWhenIdle,
                        true),
                new Property(
                        "--input",
                        "INPUT_DIR",
                        "s3://in/sms",
                        JobSettings::input,
                        new Path("s3://in/sms")),
                new Property(
                        "--reference",
                        "REF_MAP_PATH",
                        "s3a://in/ref.csv",
                        JobSettings::reference,
                        new Path("s3://in/ref.csv")),
                new Property(
                        "--output",
                        "OUTPUT_BASE",
                        "/srv/out",
                        JobSettings::output,
                        new Path("file:/srv/out")),
                new Property(
                        "--checkpoints",
                        "CHECKPOINT_BASE",
                        "file:///srv/state",
                        JobSettings::checkpoints,
                        new Path("file:/srv/state")),
                duration("--watermark-delay", "WATERMARK_DELAY", JobSettings::watermarkDelay),
                duration("--trigger-interval", "TRIGGER_INTERVAL", JobSettings::triggerInterval),
                duration(
                        "--discovery-interval",
                        "DISCOVERY_INTERVAL",
                        JobSettings::discoveryInterval),
                duration("--settle-time", "SETTLE_TIME", JobSettings::settleTime),
                duration("--idle-timeout", "IDLE_TIMEOUT", JobSettings::idleTimeout),
                new Property("--backlog", "BACKLOG", "flow", JobSettings::backlog, Backlog.FLOW),
                duration("--hold-limit", "HOLD_LIMIT", JobSettings::holdLimit),
                new Property(
                        "--series",
                        "SERIES",
                        "(?<series>sw\\d+)_",
                        JobSettings::series,
                        new FileSeries("(?<series>sw\\d+)_")),
                duration("--series-timeout", "SERIES_TIMEOUT", JobSettings::seriesTimeout),
                duration("--max-future", "MAX_FUTURE", JobSettings::maxFuture),
                new Property(
                        "--parallelism",
                        "PARALLELISM",
                        "3",
                        JobSettings::parallelism,
                        OptionalInt.of(3)),
                new Property("--resume", "RESUME", "none", JobSettings::resume, new Resume.Never()),
                new Property(
                        "--amount-divisor",
                        "AMOUNT_DIVISOR",
                        "100",
                        JobSettings::revenue,
                        new Revenue(100)),
                new Property(
                        "--time-zone",
                        "TIME_ZONE",
                        " Europe/Prague",
                        JobSettings::days,
                        LocalDays.of("Europe/Prague")),
                new Property(
                        "--sql",
                        "SQL_DIR",
                        "s3a://sql/mine",
                        JobSettings::sql,
                        Optional.of(new Path("s3://sql/mine"))),
                new Property(
                        "--commit-log",
                        "COMMIT_LOG",
                        "/srv/log",
                        settings -> settings.fence().place(),
                        Optional.of(new Path("file:/srv/log"))),
                new Property(
                        "--unfenced",
                        "UNFENCED",
                        "true",
                        settings -> settings.fence().allowUnfenced(),
                        true),
                new Property("--overwrite", "OVERWRITE", "true", JobSettings::overwrite, true),
                new Property(
                        "--replace-all", "REPLACE_ALL", "true", JobSettings::replaceAll, true));
    }

    private static Property duration(
            String flag, String variable, Function<JobSettings, Object> getter) {
        return new Property(flag, variable, "7 minutes", getter, Duration.ofMinutes(7));
    }

    @Test
    void hasTheDefaultsOfTheDocumentation() {
        JobSettings settings = parse(Map.of());

        assertThat(settings.mode()).isEqualTo(RunMode.STREAMING);
        assertThat(settings.isBatch()).isFalse();
        assertThat(settings.isBounded()).isFalse();
        assertThat(settings.input()).isEqualTo(local("data/REF_SMS_streaming"));
        assertThat(settings.reference()).isEqualTo(local("data/REF_map/ref.csv"));
        assertThat(settings.output()).isEqualTo(local("data/output"));
        assertThat(settings.checkpoints()).isEqualTo(local("data/checkpoints"));
        assertThat(settings.watermarkDelay()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.triggerInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.discoveryInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.settleTime()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.backlog()).isEqualTo(Backlog.HOLD);
        assertThat(settings.holdLimit()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.series()).isEqualTo(FileSeries.ONE);
        assertThat(settings.seriesTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.parallelism()).isEmpty();
        assertThat(settings.resume()).isEqualTo(new Resume.Newest());
        assertThat(settings.revenue()).isEqualTo(new Revenue(10));
        assertThat(settings.maxFuture()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.overwrite()).isFalse();
        assertThat(settings.replaceAll()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("properties")
    void takesAFlagBeforeTheEnvironmentBeforeTheDefault(Property property) {
        assertThat(value(property, Map.of())).isNotEqualTo(property.expected());

        Map<String, String> environment = Map.of(property.variable(), property.value());
        assertThat(value(property, environment)).isEqualTo(property.expected());
        String flag = property.flag() + "=" + property.value();
        assertThat(value(property, Map.of(), flag)).isEqualTo(property.expected());

        Map<String, String> other = Map.of(property.variable(), otherValue(property));
        assertThat(value(property, other, flag)).isEqualTo(property.expected());
    }

    private static Object value(
            Property property, Map<String, String> environment, String... flags) {
        List<String> arguments = new ArrayList<>(List.of(flags));
        if (List.of("--overwrite", "--replace-all").contains(property.flag())) {
            arguments.add("--mode=batch");
        }
        if (property.flag().equals("--replace-all")) {
            arguments.add("--overwrite");
        }
        return property.getter().apply(parse(environment, arguments.toArray(String[]::new)));
    }

    private static String otherValue(Property property) {
        return switch (property.flag()) {
            case "--mode" -> "streaming";
            case "--stop-at-end",
                    "--stop-when-idle",
                    "--unfenced",
                    "--overwrite",
                    "--replace-all" ->
                    "false";
            case "--parallelism", "--amount-divisor" -> "5";
            case "--time-zone" -> "Asia/Tehran";
            default -> "9 minutes";
        };
    }

    /** A new setting belongs into the two tests above. */
    @Test
    void hasNoSettingThatIsNotTested() {
        List<String> flags = new ArrayList<>(List.of("--use-minio", "--date"));
        properties().map(Property::flag).forEach(flags::add);

        assertThat(new CommandLine(new Job()).getCommandSpec().optionsMap().keySet())
                .containsExactlyInAnyOrderElementsOf(flags);
    }

    /** DATE in an environment is anybody's. */
    @Test
    void takesDatesFromTheFlagOnly() {
        assertThat(parse(Map.of("DATE", "2020-08-30")).dates()).isEmpty();
        assertThat(
                        parse(Map.of(), "--mode=batch", "--date=2020-08-31", "--date", "2020-08-30")
                                .dates())
                .containsExactly(LocalDate.of(2020, 8, 30), LocalDate.of(2020, 8, 31));
        assertThatThrownBy(() -> parse(Map.of(), "--date=30.8.2020"))
                .hasMessage(
                        "Invalid value for option '--date' (YYYY-MM-DD): '30.8.2020' is no date;"
                                + " write it as 2020-08-30");
        assertThatThrownBy(() -> parse(Map.of(), "--date=2020-08-30"))
                .hasMessage(
                        "--date belongs to --mode batch --overwrite; a streaming run reads all"
                                + " dates");
    }

    @Test
    void aFlagAloneSwitchesOn() {
        assertThat(parse(Map.of(), "--stop-at-end").isBounded()).isTrue();
        assertThat(parse(Map.of(), "--overwrite", "--mode", "batch").overwrite()).isTrue();
        assertThat(parse(Map.of("STOP_AT_END", "TRUE")).isBounded()).isTrue();
        assertThat(parse(Map.of("STOP_AT_END", "true"), "--stop-at-end=false").isBounded())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "BATCH", "Batch"})
    void readsTheModeInAnyCase(String text) {
        assertThat(parse(Map.of("MODE", text)).isBatch()).isTrue();
    }

    // ------------------------------------------------------------------------ places

    @Test
    void takesBucketsForTheDefaultFoldersWithMinio() {
        Map<String, String> minio = Map.of("USE_MINIO", "true");
        assertThat(parse(minio).output()).isEqualTo(new Path("s3://sms-reports/"));
        assertThat(parse(minio).checkpoints()).isEqualTo(new Path("s3://sms-checkpoints/"));
        assertThat(parse(minio).input()).isEqualTo(local("data/REF_SMS_streaming"));

        Map<String, String> explicit = new HashMap<>(minio);
        explicit.put("OUTPUT_BASE", "data/elsewhere");
        assertThat(parse(explicit).output()).isEqualTo(local("data/elsewhere"));
        assertThat(parse(minio, "--checkpoints", "s3a://own/state").checkpoints())
                .isEqualTo(new Path("s3://own/state"));
        assertThat(parse(Map.of("USE_MINIO", "false")).output()).isEqualTo(local("data/output"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://bucket/a, s3://bucket/a",
        "s3://bucket/a/, s3://bucket/a",
        "/a/../b/./c, file:/b/c",
        "/a b/c'd, file:/a b/c'd",
        "file:/a, file:/a",
        "file:///a, file:/a",
    })
    void readsAPlace(String text, String path) {
        assertThat(parse(Map.of("INPUT_DIR", text)).input()).isEqualTo(new Path(path));
    }

    /** The cluster runs in another folder than the user. */
    @ParameterizedTest
    @CsvSource({
        "auto, auto",
        "none, none",
        "s3a://a/chk-7, s3://a/chk-7",
        "/a/../chk-7, file:/chk-7"
    })
    void makesThePlaceToResumeFromAbsolute(String text, String place) {
        assertThat(parse(Map.of(), "--resume", text).resume()).isEqualTo(Resume.of(place));
        assertThat(parse(Map.of(), "--resume", "a/chk-7").resume())
                .isEqualTo(new Resume.From(local("a/chk-7").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/in2", "/srv", "/srv/in/_out", "/srv/in/.hidden/out"})
    void writesBesideTheInputOrHiddenInIt(String output) {
        assertThatCode(() -> parse(Map.of(), "--input=/srv/in", "--output=" + output))
                .doesNotThrowAnyException();
    }

    // --------------------------------------------------------------------- durations

    @ParameterizedTest
    @CsvSource({
        "10 minutes, PT10M",
        "1 minute, PT1M",
        "30 s, PT30S",
        "30s, PT30S",
        "' 30 seconds ', PT30S",
        "PT10M, PT10M",
        "pt1h30m, PT1H30M",
        "P1D, PT24H",
        "1 day, PT24H",
        "2 h, PT2H",
        "500 ms, PT0.5S",
        "45, PT45S",
        "0, PT0S",
        "36500 days, PT876000H",
    })
    void readsADuration(String text, Duration duration) {
        assertThat(parse(Map.of(), "--settle-time", text).settleTime()).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soon",
                "10 fortnights",
                "-5",
                "-5 s",
                "PT-5M",
                "1.5 h",
                "P",
                "99999999999999999999",
                "9223372036854775807 days"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> parse(Map.of(), "--max-future", text))
                .isInstanceOf(ParameterException.class)
                .hasMessage(
                        "Invalid value for option '--max-future': '"
                                + text
                                + "' is no duration; write it as '10 minutes', '30 s' or 'PT10M'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"36501 days", "9223372036854775807", "PT999999999H"})
    void refusesADurationThatIsTooLong(String text) {
        assertThatThrownBy(() -> parse(Map.of("MAX_FUTURE", text)))
                .isInstanceOf(ParameterException.class)
                .hasMessage(
                        "Invalid value for option '--max-future': '"
                                + text
                                + "' is longer than 36500 days");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Prague | did you mean Europe/Prague?",
                "europe/prague | did you mean Europe/Prague?",
                "New York | did you mean America/New_York?",
                "Europe/Pragve | did you mean Europe/Prague?",
                "Calcuta | did you mean Asia/Calcutta?",
                "CEST | did you mean CET?",
                "+25:00 | write it as Europe/Prague, UTC or +03:00",
                "Middle Earth | write it as Europe/Prague, UTC or +03:00",
            })
    void refusesATimeZoneThatThereIsNotAndNamesCloseOnes(String zone, String hint) {
        assertThatThrownBy(() -> parse(Map.of("TIME_ZONE", zone)))
                .isInstanceOf(ParameterException.class)
                .hasMessage(
                        "Invalid value for option '--time-zone': '"
                                + zone
                                + "' is no time zone; "
                                + hint);
    }

    @ParameterizedTest
    @CsvSource({
        "Z, UTC",
        "utc, ",
        "+03:00, +03:00",
        "UTC+1, UTC+01:00",
        "Asia/Kolkata, Asia/Kolkata"
    })
    void takesAnyZoneOfJava(String zone, String name) {
        if (name == null) {
            assertThatThrownBy(() -> parse(Map.of(), "--time-zone=" + zone))
                    .hasMessageContaining("did you mean UTC");
            return;
        }
        assertThat(parse(Map.of(), "--time-zone=" + zone).days()).hasToString(name);
    }

    // ---------------------------------------------------------------------- refusals

    private static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("Unknown option: '--watermark=1 s'", "--watermark=1 s"),
                refusal("Unmatched argument at index 0: 'data'", "data"),
                refusal(
                        "Invalid value for option '--mode': expected one of [STREAMING, BATCH]"
                                + " (case-insensitive) but was 'both'",
                        "--mode=both"),
                refusal(
                        "Invalid value for option '--parallelism': 'many' is not an int",
                        "--parallelism=many"),
                refusal("--parallelism must be 1 to 128, not 0", "--parallelism=0"),
                refusal("--parallelism must be 1 to 128, not 5000", "--parallelism=5000"),
                refusal(
                        "--amount-divisor: The amount divisor must be a divisor of 10,000, not 3",
                        "--amount-divisor=3"),
                refusal(
                        "--stop-at-end belongs to --mode streaming; batch always ends",
                        "--mode=batch",
                        "--stop-at-end"),
                refusal(
                        "--stop-when-idle belongs to --mode streaming; batch always ends",
                        "--mode=batch",
                        "--stop-when-idle"),
                refusal(
                        "--stop-at-end closes every window, --stop-when-idle leaves them open; give"
                                + " one of them",
                        "--stop-at-end",
                        "--stop-when-idle"),
                refusal(
                        "--overwrite belongs to --mode batch; a streaming run never replaces",
                        "--overwrite"),
                refusal(
                        "--replace-all belongs to --mode batch --overwrite; give both",
                        "--mode=batch",
                        "--replace-all"),
                refusal(
                        "--overwrite belongs to --mode batch; a streaming run never replaces",
                        "--overwrite",
                        "--replace-all"),
                refusal("--input: '' is no path; write it as /a/b or s3://a/b", "--input="),
                refusal(
                        "--output: 'file:a/b' is no path; write it as /a/b or s3://a/b",
                        "--output=file:a/b"),
                refusal("--resume: ' ' is no path; write it as /a/b or s3://a/b", "--resume= "),
                refusal(
                        "--output has a name or a key before its bucket: leave it out, and give keys"
                                + " in MINIO_ACCESS and MINIO_SECRET",
                        "--output=s3a://me:hidden@bucket/out"),
                refusal("--trigger-interval must be at least 10 ms", "--trigger-interval=0"),
                refusal("--trigger-interval must be at least 10 ms", "--trigger-interval=9 ms"),
                refusal(
                        "--output lies in the folder that is read, /srv/in, so that its files would"
                                + " be read as SMS files: name another one",
                        "--input=/srv/in",
                        "--output=/srv/in"),
                refusal(
                        "--checkpoints lies in the folder that is read, /srv/in, so that its files"
                                + " would be read as SMS files: name another one",
                        "--input=/srv/in/",
                        "--checkpoints=/srv/in/a/b"),
                refusal("--discovery-interval must be longer than 0", "--discovery-interval=0"),
                refusal("--idle-timeout must be longer than 0", "--idle-timeout=0 s"),
                refusal("--hold-limit must be longer than 0", "--hold-limit=0 s"),
                refusal("--series-timeout must be longer than 0", "--series-timeout=0 s"),
                refusal(
                        "--series 'sw(' is no regular expression: Unclosed group at index 3",
                        "--series=sw("));
    }

    private static Arguments refusal(String message, String... arguments) {
        return Arguments.of(message, arguments);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesABadSettingWithOneLine(String message, String[] arguments) {
        assertThatThrownBy(() -> parse(Map.of(), arguments))
                .isInstanceOf(ParameterException.class)
                .hasMessage(message);
    }

    /** As base images of containers set it. */
    @Test
    void isNotDisturbedByVariablesThatAreNoSettings() {
        Map<String, String> environment =
                Map.of("VERSION", "1.2.3", "HELP", "me", "INPUT", "x", "OUTPUT", "y");
        CommandLine commandLine = JobCommandLine.of(new StandardJob(), environment);

        commandLine.parseArgs();

        assertThat(commandLine.isVersionHelpRequested()).isFalse();
        assertThat(commandLine.isUsageHelpRequested()).isFalse();
    }

    // ---------------------------------------------------------------- what a run keeps

    @Test
    void namesTheSettingsThatChangeResults() throws Exception {
        String[] arguments = {"--watermark-delay=90 s", "--amount-divisor=100", "--max-future=2 h"};

        assertThat(parse(Map.of(), arguments).resultSettings(PipelineSql.packaged()))
                .containsExactly(
                        Map.entry("--watermark-delay", "PT1M30S"),
                        Map.entry("--amount-divisor", "100"),
                        Map.entry("--max-future", "PT2H"),
                        Map.entry("--time-zone", "UTC"),
                        Map.entry("--sql", PipelineSql.packaged().fingerprint()));
        assertThat(
                        parse(Map.of(), "--series=/", "--series-timeout=2 h")
                                .resultSettings(PipelineSql.packaged()))
                .contains(Map.entry("--series", "/"), Map.entry("--series-timeout", "PT2H"));
        assertThat(
                        parse(
                                        Map.of("MODE", "batch"),
                                        "--max-future=2 h",
                                        "--date=2020-08-31",
                                        "--date=2020-08-30")
                                .resultSettings(PipelineSql.packaged()))
                .containsExactly(
                        Map.entry("--amount-divisor", "10"),
                        Map.entry("--max-future", "PT2H"),
                        Map.entry("--time-zone", "UTC"),
                        Map.entry("--sql", PipelineSql.packaged().fingerprint()),
                        Map.entry("--date", "2020-08-30 2020-08-31"));
    }

    private static JobSettings parse(Map<String, String> environment, String... arguments) {
        return JobCommandLine.parse(environment, arguments);
    }

    private static Path local(String path) {
        return Path.fromLocalFile(new File(path).getAbsoluteFile());
    }

    @Command
    private static final class Job {
        @Mixin private JobOptions options;
    }

    @Command(mixinStandardHelpOptions = true)
    private static final class StandardJob {
        @Mixin private JobOptions options;
    }
}
