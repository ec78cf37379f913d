package io.smsreports.storage;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * Records as small JSON files for people to read: indented, fields in the record's order, instants,
 * durations and dates as ISO 8601. Fields of a later version are skipped.
 */
public final class JsonFile {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    // An empty text is no date.
                    .defaultLeniency(false)
                    .addModules(new Jdk8Module(), new JavaTimeModule())
                    .build();

    private static final ObjectWriter WRITER =
            MAPPER.writer(
                    new DefaultPrettyPrinter()
                            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                            .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private JsonFile() {}

    /** The record in a file, or empty if there is no such file. */
    public static <T> Optional<T> read(StoredFiles files, Path file, Class<T> type)
            throws IOException {
        Optional<byte[]> content = files.read(file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        T value;
        try {
            value = MAPPER.readValue(content.get(), type);
        } catch (JacksonException e) {
            throw damaged(file, reasonOf(e), e);
        }
        if (value == null) {
            throw damaged(file, "it says null", null);
        }
        return Optional.of(value);
    }

    /** The record that a text holds, as {@link #bytes} writes it. */
    public static <T> T parse(String text, Class<T> type) throws IOException {
        return MAPPER.readValue(text, type);
    }

    /** Writes the record over what the file holds. */
    public static void write(StoredFiles files, Path file, Object value) throws IOException {
        files.replace(file, bytes(value));
    }

    /**
     * Writes the record unless there is such a file, as {@link PutIfAbsent#create}.
     *
     * @return whether it was written
     */
    public static boolean create(StoredFiles files, Path file, Object value) throws IOException {
        return files.createIfAbsent(file, bytes(value));
    }

    /**
     * Creates the file as {@link #create}, or finds that it holds this record: a request that ended
     * in an error may have been carried out.
     *
     * @return false: it holds something else
     */
    public static boolean createOrFind(StoredFiles files, Path file, Object value)
            throws IOException {
        try {
            if (create(files, file, value)) {
                return true;
            }
        } catch (SmsReportsException e) {
            throw e;
        } catch (IOException e) {
            if (read(files, file, value.getClass()).filter(value::equals).isEmpty()) {
                throw e;
            }
            return true;
        }
        return read(files, file, value.getClass()).filter(value::equals).isPresent();
    }

    /** The content of the file that a record makes. */
    public static byte[] bytes(Object value) {
        try {
            return (WRITER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(value.getClass() + " is no record for JSON", e);
        }
    }

    private static SmsReportsException damaged(Path file, String reason, Throwable cause) {
        return new SmsReportsException(
                ErrorCode.STATE_DAMAGED, PlaceName.of(file) + " cannot be read: " + reason, cause);
    }

    private static String reasonOf(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("it is no JSON");
    }
}
