package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateTest {

    @TempDir private Path folder;

    @Test
    void asksForASubcommand() {
        assertThat(CommandRun.of())
                .isEqualTo(
                        new CommandRun(
                                2, "", "./sms-reports simulate: Missing required subcommand\n"));
    }

    /** The texts lie in help/. */
    @ParameterizedTest
    @ValueSource(strings = {"", "generate", "split", "replay", "reference"})
    void explainsItself(String command) throws IOException {
        String file = "/help/" + (command.isEmpty() ? "simulate" : command) + ".txt";
        String expected;
        try (var in = SimulateTest.class.getResourceAsStream(file)) {
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String[] args = command.isEmpty() ? new String[] {"--help"} : new String[] {command, "-h"};

        assertThat(CommandRun.of(args)).isEqualTo(new CommandRun(0, expected, ""));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/refusals.txt", delimiter = '|', quoteCharacter = '~')
    void refusesWhatItCannotDoAndWritesNothing(String commandLine, String message)
            throws IOException {
        Files.createFile(folder.resolve("file"));
        Files.createDirectory(folder.resolve("empty"));
        Path input = Files.writeString(folder.resolve("in.csv"), "1\n2\n");
        String[] args = commandLine.replace("$", folder.toString()).split(" ");

        assertThat(CommandRun.of(args))
                .isEqualTo(CommandRun.refused(args[0], message.replace("$", folder.toString())));
        assertThat(FolderContents.names(folder)).containsExactly("empty", "file", "in.csv");
        assertThat(input).hasContent("1\n2\n");
    }
}
