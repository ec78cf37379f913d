package io.smsreports.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link ReferenceInput}, which is made once for all tests of a process. */
final class ReferenceHourExtension implements ParameterResolver {

    private record Hour(Path folder, ReferenceInput input) implements AutoCloseable {

        static Hour write() {
            try {
                Path folder = Files.createTempDirectory("reference-hour");
                return new Hour(folder, ReferenceInput.in(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ReferenceInput.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ReferenceHourExtension.class))
                .getOrComputeIfAbsent(Hour.class, key -> Hour.write(), Hour.class)
                .input();
    }
}
