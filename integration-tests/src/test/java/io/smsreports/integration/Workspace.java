package io.smsreports.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders of one run, all below a test's temporary folder.
 *
 * @param input the folder that the job reads, as it is on disk
 * @param inputArgument the same folder as the job gets it
 */
record Workspace(Path input, String inputArgument, Path reference, Path output, Path checkpoints) {

    /** Short, so that tests are quick; the defaults are tested apart. */
    private static final List<String> QUICK =
            List.of(
                    "--trigger-interval=300ms",
                    "--discovery-interval=50ms",
                    "--settle-time=0",
                    "--idle-timeout=1s");

    /** A workspace with an empty input folder and the usual reference. */
    static Workspace in(Path folder) throws IOException {
        Path input = Files.createDirectories(folder.resolve("in"));
        return reading(input, input.toString(), folder);
    }

    /** A workspace that reads a folder of others, which stays as it is. */
    static Workspace reading(Path input, Path folder) throws IOException {
        return reading(input, input.toString(), folder);
    }

    /** A workspace whose job reads, and also writes if asked, through a test's storage. */
    static Workspace onScriptedStorage(Path folder) throws IOException {
        Path input = Files.createDirectories(folder.resolve("in"));
        return reading(input, ScriptedStorage.uri(input), folder);
    }

    private static Workspace reading(Path input, String argument, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path reference = Files.writeString(folder.resolve("ref.csv"), ReferenceInput.PAYTYPES);
        return new Workspace(
                input, argument, reference, folder.resolve("out"), folder.resolve("checkpoints"));
    }

    /** A command line on these folders; an option given here comes before the quick settings. */
    String[] command(String... options) {
        return command(output.toString(), options);
    }

    /** A command line whose job writes through a test's storage. */
    String[] commandWritingToScriptedStorage(String... options) {
        return command(ScriptedStorage.uri(output), options);
    }

    private String[] command(String outputArgument, String... options) {
        List<String> command = new ArrayList<>(List.of(options));
        command.add("--input=" + inputArgument);
        command.add("--reference=" + reference);
        command.add("--output=" + outputArgument);
        command.add("--checkpoints=" + checkpoints);
        for (String quick : QUICK) {
            String name = quick.substring(0, quick.indexOf('=') + 1);
            if (command.stream().noneMatch(option -> option.startsWith(name))) {
                command.add(quick);
            }
        }
        return command.toArray(String[]::new);
    }

    /** Puts files into the input folder, each whole at once and as old as it is. */
    void deliver(List<Path> files) throws IOException {
        for (Path file : files) {
            Path copy = copyOutside(file);
            Files.move(copy, input.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Puts files into a folder below the input folder, all of them at once. */
    void deliverAtOnce(String below, List<Path> files) throws IOException {
        for (Path file : files) {
            copyOutside(file);
        }
        Files.move(outside(), input.resolve(below), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path copyOutside(Path file) throws IOException {
        Path copy = Files.createDirectories(outside()).resolve(file.getFileName());
        return Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Path outside() {
        return input.resolveSibling("on-its-way");
    }

    /** What the job has written so far. */
    Output results() {
        return new Output(output);
    }
}
