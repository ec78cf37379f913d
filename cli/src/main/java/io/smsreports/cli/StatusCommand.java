package io.smsreports.cli;

import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.cli.rest.JobStatus;
import io.smsreports.cli.terminal.JobStatusTable;
import io.smsreports.cli.terminal.Screen;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: how the running jobs are, a table each. */
@Command(
        name = "status",
        description = {
            "Shows how the running job is: embedded, on the local cluster, or on another one.",
            "",
            "Exit code 1 if none runs. Figures begin at zero when a job starts, and starts again."
        },
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private RunningJobs jobs;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JobRest rest = jobs.rest();
        Screen screen = SmsReports.screen(spec);
        for (Job job : jobs.all(rest)) {
            JobStatus status = JobStatus.fresh(rest, job);
            JobStatusTable.of(status, Instant.now()).lines().forEach(screen::print);
        }
        screen.print("Web UI " + rest.address());
        return ExitCode.OK;
    }
}
