package io.smsreports.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate reference}: makes ref.csv of the billing team's workbook. */
@Command(
        name = "reference",
        description = {
            "Turns a workbook of paytypes into ref.csv: its first sheet, a header, the code in"
                    + " column A and its label in column B. Never overwrites a file."
        },
        sortOptions = false)
final class Reference implements Callable<Integer> {

    private static final String SUFFIX = ".csv";

    @Spec private CommandSpec spec;

    @Option(
            names = "--xlsx",
            paramLabel = "FILE",
            required = true,
            description = "The workbook; it stays as it is.")
    private Path xlsx;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file to write, such as data/REF_map/ref.csv.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(xlsx) || !Files.isReadable(xlsx)) {
            throw refused("--xlsx " + xlsx + " is no readable file");
        }
        Path file = out.toAbsolutePath();
        String name = file.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw refused("--out " + out + ": the name must end in " + SUFFIX);
        }
        try (FileSet files = FileSet.in(file.getParent(), false)) {
            files.requireFree(name);
            Map<Integer, String> labels = PaytypeWorkbook.read(xlsx);
            byte[] text = csv(labels).getBytes(StandardCharsets.UTF_8);
            NewFile target = files.create(name);
            target.write(text, 0, text.length);
            target.finish();
            files.publish(labels.size());
            spec.commandLine()
                    .getOut()
                    .printf(Locale.ROOT, "Wrote %,d paytypes to %s.%n", labels.size(), out);
            return CommandLine.ExitCode.OK;
        } catch (UnusableOutputException | PaytypeWorkbook.UnreadableException e) {
            throw refused(e.getMessage());
        }
    }

    private static String csv(Map<Integer, String> labels) {
        StringBuilder csv = new StringBuilder("PayType,value\n");
        labels.forEach(
                (code, label) -> csv.append(code).append(',').append(field(label)).append('\n'));
        return csv.toString();
    }

    private static String field(String label) {
        boolean plain =
                label.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? label : '"' + label.replace("\"", "\"\"") + '"';
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
