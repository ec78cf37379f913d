package io.smsreports.cli.rest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.client.ClientUtils;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.client.cli.DefaultCLI;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;

/**
 * {@code flink run}, by Flink's own code, except for how it ends: an exception of the job's main
 * reaches the caller, where Flink's command prints its stack and exits with 1. The job's own output
 * goes to stdout; Flink's messages about it do not.
 */
public final class JobSubmission extends CliFrontend {

    /**
     * @param configuration the client's part of Flink's configuration; it travels with the job, so
     *     no secrets
     */
    public JobSubmission(Configuration configuration) {
        super(configuration, List.of(new DefaultCLI()));
    }

    /**
     * Submits a job.
     *
     * @param jobManager its REST address as {@code host:port}
     * @param detached whether to leave the job to itself once it is submitted; else it is awaited,
     *     and cancelled if this process is ended meanwhile
     * @param jar the job
     * @param arguments of the job
     * @throws Exception what the job's main threw, or why the cluster has not taken or not finished
     *     the job
     */
    public void submit(String jobManager, boolean detached, Path jar, List<String> arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(detached ? "--detached" : "--shutdownOnAttachedExit");
        command.addAll(List.of("--jobmanager", jobManager, jar.toString()));
        command.addAll(arguments);
        try {
            run(command.toArray(String[]::new));
        } catch (ProgramInvocationException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    protected void executeProgram(Configuration configuration, PackagedProgram program)
            throws ProgramInvocationException {
        ClientUtils.executeProgram(
                new DefaultExecutorServiceLoader(), configuration, program, false, true);
    }
}
