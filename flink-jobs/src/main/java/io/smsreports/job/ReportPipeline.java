package io.smsreports.job;

import io.smsreports.ledger.AuditFiles;
import io.smsreports.ledger.FileLedger;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RevenueSlice;
import io.smsreports.reduce.BlockReducer;
import io.smsreports.run.RunLifecycleOperator;
import io.smsreports.run.RunMode;
import io.smsreports.source.TextBlock;
import io.smsreports.sql.PipelineSql;
import io.smsreports.sql.SliceTables;
import io.smsreports.sql.SqlUids;
import io.smsreports.watermark.LateGate;
import io.smsreports.watermark.LateTotals;
import io.smsreports.watermark.LateTotals.LateRow;
import io.smsreports.watermark.OpenTotals;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
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
    private final RunMode mode;
    private final String run;
    private final Path output;
    private final boolean streaming;

    /**
     * @param settings what the user set
     * @param mode how the run reads its input
     * @param run the run's id, part of every file's name
     * @param output where the files go: the output base, or in batch a staging folder
     */
    ReportPipeline(
            StreamExecutionEnvironment env,
            JobSettings settings,
            RunMode mode,
            String run,
            Path output) {
        this.env = env;
        this.settings = settings;
        this.mode = mode;
        this.run = run;
        this.output = output;
        this.streaming = mode != RunMode.BATCH;
    }

    /** Adds the job to the environment, ready to be executed. */
    void define(Source<TextBlock, ?, ?> files) {
        env.setRuntimeMode(streaming ? RuntimeExecutionMode.STREAMING : RuntimeExecutionMode.BATCH);
        AuditFiles audit = new AuditFiles(output, run, settings.revenue());

        SingleOutputStreamOperator<ReducedBlock> blocks =
                env.fromSource(files, WatermarkStrategy.noWatermarks(), "SMS files")
                        .uid("sms-files")
                        .process(new BlockReducer(settings.maxFuture()))
                        .name("parse and reduce")
                        .uid("block-reducer");

        blocks.getSideOutput(BlockReducer.REJECTED)
                .sinkTo(audit.rejectedRows())
                .name("rejected_rows")
                .uid("rejected-rows");

        SingleOutputStreamOperator<RevenueSlice> slices =
                blocks.transform(
                                "late gate",
                                TypeInformation.of(RevenueSlice.class),
                                streaming
                                        ? LateGate.streaming(
                                                settings.watermarkDelay(), settings.idleTimeout())
                                        : LateGate.batch(settings.dates()))
                        .uid("late-gate")
                        .setParallelism(1);

        SingleOutputStreamOperator<FileLedger.Entry> ledger =
                slices.getSideOutput(LateGate.FILE_PARTS)
                        .transform(
                                "file ledger",
                                TypeInformation.of(FileLedger.Entry.class),
                                new FileLedger())
                        .uid("file-ledger")
                        .setParallelism(1);
        ledger.sinkTo(audit.fileLedger())
                .name("file_ledger")
                .uid("file-ledger-files")
                .setParallelism(1);
        ledger.getSideOutput(FileLedger.FILE_DAYS)
                .sinkTo(audit.fileDays())
                .name("file_days")
                .uid("file-days-files")
                .setParallelism(1);

        slices.getSideOutput(LateGate.FILE_PARTS)
                .transform(
                        "run keeper",
                        Types.VOID,
                        new RunLifecycleOperator(settings.output(), run, mode))
                .uid("run-keeper")
                .setParallelism(1);

        StreamTableEnvironment tables = tableEnvironment();
        SliceTables.defineRevenueSlices(tables, slices, streaming);
        if (streaming) {
            slices.transform("open_totals", Types.VOID, openTotals())
                    .uid("open-totals")
                    .setParallelism(1);
            SliceTables.defineLateSlices(tables, lateRows(slices));
        }
        StreamStatementSet reports = (StreamStatementSet) sql().reports(tables, streaming);
        reports.attachAsDataStream();
        SqlUids.renumber(env.getTransformations());
    }

    private OpenTotals openTotals() {
        return new OpenTotals(new Path(output, "open_totals"), settings.revenue());
    }

    private static SingleOutputStreamOperator<LateRow> lateRows(
            SingleOutputStreamOperator<RevenueSlice> slices) {
        return slices.getSideOutput(LateGate.LATE)
                .transform("late totals", TypeInformation.of(LateRow.class), new LateTotals())
                .uid("late-totals")
                .setParallelism(1);
    }

    private StreamTableEnvironment tableEnvironment() {
        EnvironmentSettings.Builder builder = EnvironmentSettings.newInstance();
        StreamTableEnvironment tables =
                StreamTableEnvironment.create(
                        env,
                        (streaming ? builder.inStreamingMode() : builder.inBatchMode()).build());
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        tables.getConfig().set("table.exec.uid.generation", "ALWAYS");
        // Without it the planner computes the shared 15-minute aggregate three times.
        tables.getConfig().set("table.optimizer.reuse-optimize-block-with-digest-enabled", "true");
        // What is left after the gate are sums: one task is faster than an exchange.
        tables.getConfig().set("table.exec.resource.default-parallelism", "1");
        return tables;
    }

    private PipelineSql sql() {
        return new PipelineSql(
                Map.of(
                        "output", output.toString(),
                        "reference", settings.reference().toString(),
                        "run", run,
                        "amount-divisor", Integer.toString(settings.revenue().divisor()),
                        "log-published", Boolean.toString(streaming)));
    }
}
