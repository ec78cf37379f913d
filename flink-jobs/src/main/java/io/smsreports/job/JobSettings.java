package io.smsreports.job;

import io.smsreports.model.FileSeries;
import io.smsreports.model.LocalDays;
import io.smsreports.model.Revenue;
import io.smsreports.run.Fence;
import io.smsreports.run.Resume;
import io.smsreports.run.RunMode;
import io.smsreports.run.RunRecord;
import io.smsreports.source.Backlog;
import io.smsreports.source.Watching;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.BucketCheck;
import io.smsreports.watermark.ProgressRule;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/**
 * What a job is to do, as checked values; {@link JobOptions} reads them from flags and environment.
 *
 * @param mode how the input is read
 * @param input the folder that is read
 * @param reference the reference file
 * @param output the base folder of all outputs
 * @param checkpoints the base folder of all runs' checkpoints
 * @param watermarkDelay how far rows may lag behind the newest one and still be in time
 * @param triggerInterval how often results are committed: the checkpoint interval
 * @param discoveryInterval how often to look for new files
 * @param settleTime how long a local file must be unchanged before it is read
 * @param idleTimeout how long the input must be silent before a time in doubt is believed
 * @param backlog what a start does with the files that are there
 * @param stopWhenIdle whether only what is there at the start is read, and the job stopped then
 * @param holdLimit how long a file without an end holds the watermark while newer ones come
 * @param series which files belong together
 * @param seriesTimeout how long a silent series holds the watermark
 * @param parallelism how many files are read at once; empty: the cluster's default
 * @param resume where a streaming run begins
 * @param fence how the output is kept for one owner
 * @param revenue how amounts become revenue
 * @param maxFuture how far after its file's modification time a row may be dated
 * @param days the time zone of RECORD_DATE, and what days the reports are of
 * @param sql the folder of the SQL files that define the reports; empty: those that the program
 *     brings
 * @param overwrite whether a batch replaces the dates that it computes
 * @param replaceAll whether it does so although published rows vanish that it has not read
 * @param dates the event dates that a batch computes; empty: all
 */
public record JobSettings(
        RunMode mode,
        Path input,
        Path reference,
        Path output,
        Path checkpoints,
        Duration watermarkDelay,
        Duration triggerInterval,
        Duration discoveryInterval,
        Duration settleTime,
        Duration idleTimeout,
        Backlog backlog,
        boolean stopWhenIdle,
        Duration holdLimit,
        FileSeries series,
        Duration seriesTimeout,
        OptionalInt parallelism,
        Resume resume,
        Fence fence,
        Revenue revenue,
        Duration maxFuture,
        LocalDays days,
        Optional<Path> sql,
        boolean overwrite,
        boolean replaceAll,
        SortedSet<LocalDate> dates) {

    /** How long a job that reads what is there waits for files that are still being written. */
    static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);

    /** Copies the dates. */
    public JobSettings {
        dates = Collections.unmodifiableSortedSet(new TreeSet<>(dates));
    }

    /** Whether it computes all and publishes at the end. */
    public boolean isBatch() {
        return mode == RunMode.BATCH;
    }

    /** Whether the job ends with its input, or runs until it is stopped. */
    public boolean isBounded() {
        return mode != RunMode.STREAMING;
    }

    /** Whether whoever submits the job has to be there until its end. */
    public boolean isAwaited() {
        return isBounded() || stopWhenIdle;
    }

    /** When the watermark of a run without an end goes on. */
    ProgressRule progressRule() {
        return new ProgressRule(watermarkDelay, idleTimeout, seriesTimeout, holdLimit);
    }

    /** How the input of a run without an end is watched. */
    Watching watching() {
        return new Watching(
                discoveryInterval,
                settleTime,
                stopWhenIdle ? SETTLE_LIMIT : settleTime,
                backlog,
                series,
                days.zone(),
                stopWhenIdle);
    }

    /** Every place that the job uses, by flag. */
    public List<BucketCheck.Named> places() {
        List<BucketCheck.Named> places = new ArrayList<>();
        places.add(BucketCheck.Named.read("--input", input));
        places.add(BucketCheck.Named.read("--reference", reference));
        places.add(BucketCheck.Named.written("--output", output));
        places.add(BucketCheck.Named.written("--checkpoints", checkpoints));
        sql.ifPresent(folder -> places.add(BucketCheck.Named.read("--sql", folder)));
        fence.place().ifPresent(log -> places.add(BucketCheck.Named.written("--commit-log", log)));
        if (resume instanceof Resume.From from) {
            places.add(BucketCheck.Named.read("--resume", new Path(from.path())));
        }
        return places;
    }

    /**
     * The settings that change results, by flag: a run keeps them from its first start to its end.
     *
     * @param reports the SQL files, kept by their fingerprint: where they lie does not matter
     */
    Map<String, String> resultSettings(PipelineSql reports) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!isBatch()) {
            settings.put("--watermark-delay", watermarkDelay.toString());
        }
        if (!isBounded() && !series.equals(FileSeries.ONE)) {
            settings.put("--series", series.regex());
            settings.put("--series-timeout", seriesTimeout.toString());
        }
        settings.put(RunRecord.AMOUNT_DIVISOR, Integer.toString(revenue.divisor()));
        settings.put("--max-future", maxFuture.toString());
        settings.put(RunRecord.TIME_ZONE, days.toString());
        settings.put(RunRecord.SQL, reports.fingerprint());
        if (!dates.isEmpty()) {
            settings.put(
                    "--date",
                    dates.stream().map(LocalDate::toString).collect(Collectors.joining(" ")));
        }
        return settings;
    }
}
