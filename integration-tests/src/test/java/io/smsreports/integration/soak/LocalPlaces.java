package io.smsreports.integration.soak;

import io.smsreports.integration.Output;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.objectstore.UnreliableS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All on the local disk. */
final class LocalPlaces implements RoundPlaces {

    private final Path folder;

    private LocalPlaces(Path folder) {
        this.folder = folder;
    }

    static LocalPlaces in(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("ref.csv"), ReferenceInput.PAYTYPES);
        return new LocalPlaces(folder);
    }

    @Override
    public List<String> flags() {
        return List.of(
                "--input=" + folder.resolve("in"),
                "--reference=" + folder.resolve("ref.csv"),
                "--output=" + folder.resolve("out"),
                "--checkpoints=" + folder.resolve("checkpoints"));
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public void deliver(Path file) throws IOException {
        Path input = folder.resolve("in");
        Path hidden = input.resolve("." + file.getFileName());
        Files.copy(file, hidden, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(hidden, input.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public Output results() {
        return new Output(folder.resolve("out"));
    }

    @Override
    public int filesRead() throws IOException {
        return results().ledger().size();
    }

    @Override
    public boolean isClosed() {
        return Files.exists(folder.resolve("out/_sms-reports/closed.json"));
    }

    @Override
    public Traces traces() {
        return new Traces(List.of(folder.resolve("out"), folder.resolve("checkpoints")));
    }

    @Override
    public Optional<UnreliableS3> store() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is held: files stay until whoever gave the folder removes it.
    }
}
