package io.smsreports.cli;

import io.smsreports.cli.terminal.Screen;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.model.TextTable;
import io.smsreports.reconcile.compare.ReportComparison;
import io.smsreports.reconcile.compare.ReportComparison.Difference;
import io.smsreports.reconcile.compare.ReportComparison.Kind;
import io.smsreports.storage.BucketCheck;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: the differences of two outputs, report by report. */
@Command(
        name = "compare",
        description = {
            "Prints where two outputs differ, report by report.",
            "",
            "Exit code 1 if they do. Each is a folder with the reports, as folders of CSV files or as single files such as"
                    + " daily_revenue.csv, with headers or without; also the replaced system's."
                    + " Numbers are equal by value: 1.50 = 1.500000."
        },
        sortOptions = false)
final class CompareCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;

    @Parameters(index = "0", paramLabel = "A", description = "One output, local or s3://.")
    private String a;

    @Parameters(index = "1", paramLabel = "B", description = "The other one.")
    private String b;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "How many differences to print of each report (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (limit < 0) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED, "--limit must be 0 or more, not " + limit);
        }
        Path placeA = Storage.parse("A", a);
        Path placeB = Storage.parse("B", b);
        storage.openAndCheck(
                List.of(BucketCheck.Named.read("A", placeA), BucketCheck.Named.read("B", placeB)));
        List<ReportComparison> reports = ReportComparison.of(placeA, placeB);
        Screen screen = SmsReports.screen(spec);
        screen.print("A is " + a);
        screen.print("B is " + b);
        for (ReportComparison report : reports) {
            print(screen, report);
        }
        boolean same = reports.stream().allMatch(ReportComparison::isSame);
        screen.print(same ? "They are the same." : "They differ.");
        return same ? ExitCode.OK : DIFFERENT;
    }

    private void print(Screen screen, ReportComparison report) {
        screen.print(report.report().name() + ": " + summary(report));
        List<Difference> shown = report.differences().stream().limit(limit).toList();
        if (!shown.isEmpty()) {
            table(report, shown).lines().forEach(screen::print);
        }
        int rest = report.differences().size() - shown.size();
        if (rest > 0) {
            screen.print("  and " + rest + " more; --limit shows more");
        }
    }

    private static String summary(ReportComparison report) {
        if (report.rowsInA().isEmpty()) {
            return "only in B, " + rows(report.rowsInB());
        }
        if (report.rowsInB().isEmpty()) {
            return "only in A, " + rows(report.rowsInA());
        }
        if (report.isSame()) {
            return "same, " + rows(report.rowsInA());
        }
        List<String> parts = new ArrayList<>();
        add(parts, report.count(Kind.ONLY_IN_A), "only in A");
        add(parts, report.count(Kind.ONLY_IN_B), "only in B");
        add(parts, report.count(Kind.OTHER_VALUE), "other values");
        add(parts, report.count(Kind.OTHER_ROWS), "repeated keys");
        return "different, %s in A and %s in B: %s"
                .formatted(
                        rows(report.rowsInA()), rows(report.rowsInB()), String.join(", ", parts));
    }

    private static String rows(Optional<Long> count) {
        return count.orElse(0L) == 1 ? "1 row" : count.orElse(0L) + " rows";
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    private static TextTable table(ReportComparison report, List<Difference> differences) {
        List<String> headings = new ArrayList<>();
        report.report().keyColumns().forEach(column -> headings.add(column.name()));
        headings.addAll(List.of("column", "A", "B", "B - A"));
        List<List<String>> rows = new ArrayList<>();
        for (Difference difference : differences) {
            List<String> row = new ArrayList<>(difference.key());
            row.add(difference.column());
            row.add(difference.inA());
            row.add(difference.inB());
            row.add(difference.more().map(BigDecimal::toPlainString).orElse(""));
            rows.add(row);
        }
        return new TextTable(headings, rows);
    }
}
