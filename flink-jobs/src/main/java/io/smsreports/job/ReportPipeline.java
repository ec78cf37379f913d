package io.smsreports.job;

import static io.smsreports.model.JobOperator.BLOCK_REDUCER;
import static io.smsreports.model.JobOperator.FILE_DAYS_SINK;
import static io.smsreports.model.JobOperator.FILE_LEDGER;
import static io.smsreports.model.JobOperator.FILE_LEDGER_SINK;
import static io.smsreports.model.JobOperator.LATE_GATE;
import static io.smsreports.model.JobOperator.LATE_TOTALS;
import static io.smsreports.model.JobOperator.OPEN_TOTALS;
import static io.smsreports.model.JobOperator.REJECTED_ROWS;
import static io.smsreports.model.JobOperator.RUN_LIFECYCLE;
import static io.smsreports.model.JobOperator.SOURCE;

import io.smsreports.failure.FailureWatch;
import io.smsreports.ledger.AuditFiles;
import io.smsreports.ledger.FileLedger;
import io.smsreports.model.AuditFolders;
import io.smsreports.model.FilePart;
import io.smsreports.model.JobOperator;
import io.smsreports.model.LocalDays;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.reduce.BlockReducer;
import io.smsreports.run.RunLifecycleOperator;
import io.smsreports.source.TextBlock;
import io.smsreports.sql.PipelineSql;
import io.smsreports.sql.ReportCsvFactory;
import io.smsreports.sql.SliceTables;
import io.smsreports.sql.SqlUids;
import io.smsreports.watermark.LateGate;
import io.smsreports.watermark.LateTotals;
import io.smsreports.watermark.LateTotals.LateRow;
import io.smsreports.watermark.OpenTotals;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * The whole job, in the order in which the data flows:
 *
 * <pre>{@code
 * files → BlockReducer → LateGate → SQL (sql/pipeline) → four reports
 *              │            ├→ OpenTotals              → open_totals
 *              │            ├→ LateTotals → SQL         → late_revenue
 *              │            ├→ FileLedger               → file_ledger, file_days
 *              │            └→ RunLifecycleOperator                → _sms-reports
 *              └→ rejected_rows
 * }</pre>
 *
 * <p>Reading and parsing run in parallel; all that is behind the gate runs once, on sums.
 */
final class ReportPipeline {

    private final StreamExecutionEnvironment env;
    private final JobSettings settings;
    private final PipelineSql sql;
    private final String run;
    private final Optional<OutputOwner> owner;
    private final Path output;
    private final boolean streaming;

    /**
     * @param settings what the user set
     * @param sql what the reports are
     * @param run the run's id, part of every file's name
     * @param owner who may commit; empty in batch
     * @param output where the files go: the output base, or in batch a staging folder
     */
    ReportPipeline(
            StreamExecutionEnvironment env,
            JobSettings settings,
            PipelineSql sql,
            String run,
            Optional<OutputOwner> owner,
            Path output) {
        this.env = env;
        this.settings = settings;
        this.sql = sql;
        this.run = run;
        this.owner = owner;
        this.output = output;
        this.streaming = !settings.isBatch();
    }

    /**
     * Adds the job to the environment, ready to be executed.
     *
     * @throws SmsReportsException if Flink cannot plan the reports
     */
    void define(Source<TextBlock, ?, ?> files) throws SmsReportsException {
        env.setRuntimeMode(streaming ? RuntimeExecutionMode.STREAMING : RuntimeExecutionMode.BATCH);
        LocalDays days = settings.days();
        AuditFiles audit = new AuditFiles(output, run, settings.revenue(), days, owner);

        SingleOutputStreamOperator<ReducedBlock> blocks =
                BLOCK_REDUCER.identify(
                        SOURCE.identify(read(files))
                                .transform(
                                        BLOCK_REDUCER.displayName(),
                                        TypeInformation.of(ReducedBlock.class),
                                        new BlockReducer(settings.maxFuture(), days)));
        REJECTED_ROWS.identify(
                FailureWatch.beforeSink(
                                blocks.getSideOutput(BlockReducer.REJECTED), REJECTED_ROWS.uid())
                        .sinkTo(audit.rejectedRows()));

        SingleOutputStreamOperator<RevenueSlice> slices =
                once(LATE_GATE, blocks, RevenueSlice.class, lateGate());
        DataStream<FilePart> fileParts = slices.getSideOutput(LateGate.FILE_PARTS);

        SingleOutputStreamOperator<FileLedger.Entry> ledger =
                once(FILE_LEDGER, fileParts, FileLedger.Entry.class, new FileLedger());
        FILE_LEDGER_SINK.identify(ledger.sinkTo(audit.fileLedger())).setParallelism(1);
        FILE_DAYS_SINK
                .identify(ledger.getSideOutput(FileLedger.FILE_DAYS).sinkTo(audit.fileDays()))
                .setParallelism(1);
        once(
                RUN_LIFECYCLE,
                fileParts,
                Void.class,
                new RunLifecycleOperator(settings.output(), run, settings.mode(), days, owner));

        StreamTableEnvironment tables = tableEnvironment();
        SliceTables.defineRevenueSlices(tables, slices, streaming);
        SliceTables.defineDaySlices(tables, slices, days, streaming);
        if (streaming) {
            once(OPEN_TOTALS, slices, Void.class, openTotals());
            SliceTables.defineLateSlices(
                    tables,
                    once(
                            LATE_TOTALS,
                            slices.getSideOutput(LateGate.LATE),
                            LateRow.class,
                            new LateTotals()),
                    days);
        }
        sql.attach(tables, streaming, variables());
        SqlUids.renumber(env.getTransformations());
    }

    private SingleOutputStreamOperator<TextBlock> read(Source<TextBlock, ?, ?> files) {
        return env.fromSource(files, WatermarkStrategy.noWatermarks(), SOURCE.displayName());
    }

    private LateGate lateGate() {
        return settings.isBounded()
                ? LateGate.bounded(settings.dates())
                : LateGate.live(settings.progressRule());
    }

    /** An operator that sees the whole stream, in one task. */
    private static <I, O> SingleOutputStreamOperator<O> once(
            JobOperator operator,
            DataStream<I> input,
            Class<O> output,
            OneInputStreamOperator<I, O> function) {
        return operator.identify(
                        input.transform(
                                operator.displayName(), TypeInformation.of(output), function))
                .setParallelism(1);
    }

    private OpenTotals openTotals() {
        return new OpenTotals(
                new Path(output, AuditFolders.OPEN_TOTALS),
                settings.revenue(),
                settings.days(),
                owner);
    }

    private StreamTableEnvironment tableEnvironment() {
        EnvironmentSettings.Builder builder = EnvironmentSettings.newInstance();
        StreamTableEnvironment tables =
                StreamTableEnvironment.create(
                        env,
                        (streaming ? builder.inStreamingMode() : builder.inBatchMode()).build());
        // Event times are UTC, whatever zone the days are of and whatever the cluster sets. A day's
        // TUMBLE in another zone loses rows in streaming (FLINK-38075).
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        tables.getConfig().set("table.exec.uid.generation", "ALWAYS");
        // Without it the planner computes the shared 15-minute aggregate three times.
        tables.getConfig().set("table.optimizer.reuse-optimize-block-with-digest-enabled", "true");
        // What is left after the gate are sums: one task is faster than an exchange.
        tables.getConfig().set("table.exec.resource.default-parallelism", "1");
        if (owner.isPresent()) {
            tables.getConfig().set(ReportCsvFactory.OWNER, owner.get().text());
        }
        return tables;
    }

    /** What the SQL files ask for. */
    private Map<String, String> variables() {
        return Map.of(
                "output", output.toString(),
                "reference", settings.reference().toString(),
                "run", run,
                "amount-divisor", Integer.toString(settings.revenue().divisor()),
                "log-published", Boolean.toString(streaming));
    }
}
