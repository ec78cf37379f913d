package io.smsreports.storage;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
                    .addModule(times())
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

    public static void write(StoredFiles files, Path file, Object value) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(WRITER.writeValueAsBytes(value));
        content.write('\n');
        files.replace(file, content.toByteArray());
    }

    private static SmsReportsException damaged(Path file, String reason, Throwable cause) {
        return new SmsReportsException(
                ErrorCode.STATE_DAMAGED, PlaceName.of(file) + " cannot be read: " + reason, cause);
    }

    private static String reasonOf(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("it is no JSON");
    }

    private static SimpleModule times() {
        return new SimpleModule()
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(Optional.class, new OptionalDateWriter())
                .addDeserializer(Instant.class, new TextReader<>(Instant::parse))
                .addDeserializer(Duration.class, new TextReader<>(Duration::parse))
                .addDeserializer(Optional.class, new OptionalDateReader());
    }

    private interface Parser<T> {
        T parse(String text);
    }

    /** Reads a value from its text. */
    private static final class TextReader<T> extends JsonDeserializer<T> {
        private final Parser<T> parser;

        TextReader(Parser<T> parser) {
            this.parser = parser;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return parser.parse(json.getValueAsString(""));
        }
    }

    /** Writes a date, or null where there is none. */
    @SuppressWarnings("rawtypes") // Jackson registers serializers by raw class
    private static final class OptionalDateWriter extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            if (value.isEmpty()) {
                json.writeNull();
                return;
            }
            json.writeString(value.get().toString());
        }
    }

    /** The reverse of {@link OptionalDateWriter}. */
    @SuppressWarnings("rawtypes") // Jackson registers deserializers by raw class
    private static final class OptionalDateReader extends JsonDeserializer<Optional> {
        @Override
        public Optional deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            return Optional.of(LocalDate.parse(json.getValueAsString("")));
        }

        @Override
        public Optional getNullValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
