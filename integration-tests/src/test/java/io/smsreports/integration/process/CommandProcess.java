package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.smsreports.cli.SmsReports;
import io.smsreports.cli.cluster.FlinkJvm;
import io.smsreports.simulator.Simulate;
import io.smsreports.storage.ProjectHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command in a JVM of its own, as the launcher starts it; killed when the test is over. */
public final class CommandProcess implements AutoCloseable {

    /**
     * For {@code cluster start}: its processes live shortly, and Java's optimizing compiler would
     * take more than it gives.
     */
    public static final String FOR_A_SHORT_LIFE =
            "-Denv.java.opts.all=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Takes root's right to pass over permissions from a process. */
    private static final List<String> NO_OVERRIDE =
            List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--");

    /** Gives the process another host name, which no name server knows: the domain is reserved. */
    private static final List<String> UNRESOLVABLE_HOST =
            List.of(
                    "unshare",
                    "--uts",
                    "--",
                    "sh",
                    "-c",
                    "hostname unknown.invalid && exec \"$@\"",
                    "sh");

    /**
     * Gives the process a numbering of processes of its own, as in a container beside others that
     * has the machine's name: it cannot see whether one of them lives.
     */
    private static final List<String> OWN_PID_NAMESPACE =
            List.of("unshare", "--fork", "--pid", "--mount-proc", "--kill-child", "--");

    private final Process process;
    private final ProcessHandle command;
    private final Lines out;
    private final Lines err;

    private CommandProcess(Process process, ProcessHandle command) {
        this.process = process;
        this.command = command;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    /** Starts a command in a home folder, which is the current folder too. */
    static CommandProcess start(Path home, String... arguments) throws IOException {
        return start(home, Map.of(), arguments);
    }

    /** Starts a command with an environment besides that of the tests. */
    public static CommandProcess start(
            Path home, Map<String, String> environment, String... arguments) throws IOException {
        return start(List.of(), home, environment, arguments);
    }

    /**
     * Starts a command to which a file's permissions apply also if root runs the tests.
     *
     * @throws IOException if that takes a program that this machine lacks
     */
    public static CommandProcess startWithoutPrivileges(
            Path home, Map<String, String> environment, String... arguments) throws IOException {
        boolean root = System.getProperty("user.name").equals("root");
        return start(root ? NO_OVERRIDE : List.of(), home, environment, arguments);
    }

    /** Whether this machine allows {@link #startOnUnresolvableHost}; it takes root. */
    public static boolean canChangeHostName() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(UNRESOLVABLE_HOST);
        command.add("true");
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /** Whether this machine allows {@link #startInPidNamespace}; it takes root. */
    public static boolean canMakePidNamespaces() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(OWN_PID_NAMESPACE);
        command.add("true");
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /** Starts a command that cannot see the machine's other processes. */
    public static CommandProcess startInPidNamespace(
            Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Process unshare = begin(commandLine(OWN_PID_NAMESPACE, home, arguments), home, environment);
        return new CommandProcess(unshare, childOf(unshare));
    }

    private static ProcessHandle childOf(Process parent) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<ProcessHandle> child = parent.children().findFirst();
            if (child.isPresent()) {
                return child.get();
            }
            assertThat(parent.isAlive()).as("a process in a PID namespace of its own").isTrue();
            Thread.sleep(1);
        }
        throw new AssertionError("No process begins in a PID namespace of its own.");
    }

    /** Starts a command where the machine's own name resolves to no address. */
    public static CommandProcess startOnUnresolvableHost(Path home, String... arguments)
            throws IOException {
        return start(UNRESOLVABLE_HOST, home, Map.of(), arguments);
    }

    private static CommandProcess start(
            List<String> prefix, Path home, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(commandLine(prefix, home, arguments), home, environment);
    }

    private static List<String> commandLine(List<String> prefix, Path home, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FlinkJvm.accessFlags());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-D" + ProjectHome.PROPERTY + "=" + home,
                        BuildOutput.pluginsFlag()));
        command.addAll(ClassArchive.flags());
        command.add(SmsReports.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts {@code ./sms-reports simulate}, on the class path that the simulator has there. */
    public static CommandProcess simulate(
            Path home, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(BuildOutput.simulator());
        command.add(Simulate.class.getName());
        command.addAll(List.of(arguments));
        return start(command, home, environment);
    }

    private static CommandProcess start(
            List<String> command, Path home, Map<String, String> environment) throws IOException {
        Process process = begin(command, home, environment);
        return new CommandProcess(process, process.toHandle());
    }

    private static Process begin(List<String> command, Path home, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits for a line on stdout and returns what the pattern's group holds. */
    public String awaitOut(String pattern) throws InterruptedException {
        return out.await(Pattern.compile(pattern));
    }

    /** Sends SIGTERM. */
    public void terminate() {
        // Process.destroy would close the streams as well.
        command.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() throws InterruptedException {
        command.destroyForcibly();
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGSTOP: from now on the process does nothing, and does not notice the time. */
    public void pause() throws IOException, InterruptedException {
        Signal.STOP.sendTo(pid());
    }

    /** Sends SIGCONT after {@link #pause}. */
    public void wakeUp() throws IOException, InterruptedException {
        Signal.CONT.sendTo(pid());
    }

    /** Waits for the end. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            fail("The command does not end. Its stdout:%n%s%nIts stderr:%n%s", out(), err());
        }
        out.join();
        err.join();
        return process.exitValue();
    }

    /** Waits for the end; it must succeed, without a word on stderr. Returns what it printed. */
    public String succeeded() throws InterruptedException {
        return new CommandResult(exitCode(), out(), err()).succeeded();
    }

    /** Waits for the end; it must fail, without a word on stdout. Returns its line on stderr. */
    public String failed(int withExitCode) throws InterruptedException {
        return new CommandResult(exitCode(), out(), err()).failed(withExitCode);
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The process. */
    public long pid() {
        return command.pid();
    }

    /** What the command has printed so far. */
    public String out() {
        return out.text();
    }

    /** What the command has printed on stderr so far. */
    public String err() {
        return err.text();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        assertThat(process.isAlive()).isFalse();
    }

    /** Reads a stream to its end, in a thread of its own. */
    private static final class Lines {

        private final StringBuilder text = new StringBuilder();
        private final Thread thread;
        private boolean ended;

        Lines(InputStream stream) {
            thread = new Thread(() -> read(stream), "command-output");
            thread.setDaemon(true);
            thread.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("cannot be read: " + e);
            }
            end();
        }

        private synchronized void add(String line) {
            text.append(line).append('\n');
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized String text() {
            return text.toString();
        }

        synchronized String await(Pattern pattern) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                Matcher matcher = pattern.matcher(text);
                if (matcher.find()) {
                    return matcher.group(matcher.groupCount());
                }
                if (ended || System.nanoTime() > deadline) {
                    fail("No line is like %s in:%n%s", pattern, text);
                }
                wait(TimeUnit.SECONDS.toMillis(1));
            }
        }

        void join() throws InterruptedException {
            thread.join(PATIENCE.toMillis());
        }
    }
}
