package io.smsreports.simulator.reference;

import static io.smsreports.simulator.command.SimulatorException.refused;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.smsreports.simulator.command.SimulatorCommand;
import io.smsreports.simulator.files.FileSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulate reference}: makes ref.csv of the billing team's workbook. */
@Command(
        name = "reference",
        description = {
            "Turns a workbook of paytypes into ref.csv: its first sheet, a header, the code in"
                    + " column A and its label in column B. Never overwrites a file."
        },
        sortOptions = false)
public final class ReferenceCommand extends SimulatorCommand {

    private static final String SUFFIX = ".csv";

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
    protected void run() throws IOException {
        if (!Files.isRegularFile(xlsx) || !Files.isReadable(xlsx)) {
            throw refused("--xlsx %s is no readable file", xlsx);
        }
        Path file = out.toAbsolutePath();
        String name = file.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw refused("--out %s: the name must end in .csv", out);
        }
        try (FileSet files = new FileSet(file.getParent(), false)) {
            files.requireFree(name);
            Map<Integer, String> labels = PaytypeWorkbook.read(xlsx);
            CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(files.create(name));
            csv.writeRecord("PayType", "value");
            labels.forEach((code, label) -> csv.writeRecord(code.toString(), label));
            csv.flush();
            files.publish(labels.size());
            print("Wrote %,d paytypes to %s.", labels.size(), out);
        }
    }
}
