package io.smsreports.source;

import static io.smsreports.source.Bytes.concat;
import static io.smsreports.source.Bytes.gzip;
import static io.smsreports.source.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictGzipStreamTest {

    private static final long SEED = 20_200_830;

    /** Magic, method, flags, time, extra flags, system. */
    private static final int HEADER_BYTES = 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1 << 16})
    void readsAnyNumberOfMembersHoweverTheStorageCutsItsReads(int mostBytesARead)
            throws IOException {
        byte[] stored =
                concat(gzip(text("one\n")), gzip(new byte[0]), gzip(text("two\nthree")), gzip());

        assertThat(read(new Chopped(stored, mostBytesARead)).text()).isEqualTo("one\ntwo\nthree");
    }

    @Test
    void readsAMemberWithEveryOptionalHeaderField() throws IOException {
        byte[] plain = gzip(text("row\n"));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3});
        header.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
        header.writeBytes(text("name.csv\0"));
        header.writeBytes(text("a comment\0"));
        CRC32 checksum = new CRC32();
        checksum.update(header.toByteArray());
        int low = (int) checksum.getValue() & 0xFFFF;
        byte[] body = Arrays.copyOfRange(plain, HEADER_BYTES, plain.length);

        header.write(low);
        header.write(low >>> 8);
        assertThat(read(concat(header.toByteArray(), body)).text()).isEqualTo("row\n");

        byte[] damaged = concat(header.toByteArray(), body);
        damaged[4]++;
        assertThatThrownBy(() -> read(damaged)).isInstanceOf(ZipException.class);
    }

    @Test
    void separatesAFileThatBreaksOffFromOneThatIsWhole() throws IOException {
        byte[] first = gzip(text("one\n"));
        byte[] stored = concat(first, gzip(text("two\n")));

        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            if (length == first.length) {
                assertThat(read(cut).text()).isEqualTo("one\n");
                continue;
            }
            assertThatThrownBy(() -> read(cut))
                    .as("cut at %d of %d", length, stored.length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void handsOutAllOfAMemberBeforeItFailsOnAWrongChecksumOrLength() throws IOException {
        for (int fromTheEnd : new int[] {1, 8}) {
            byte[] stored = gzip(text("one\ntwo\n"));
            stored[stored.length - fromTheEnd]++;

            Outcome outcome = readToEnd(new ByteArrayInputStream(stored), 1 << 16);

            assertThat(outcome.text()).isEqualTo("one\ntwo\n");
            assertThat(outcome.end()).isInstanceOf(ZipException.class);
        }
    }

    @Test
    void refusesBytesThatFollowTheLastMember() throws IOException {
        for (byte[] garbage : new byte[][] {{0}, text("garbage"), new byte[100_000]}) {
            Outcome outcome =
                    readToEnd(
                            new ByteArrayInputStream(concat(gzip(text("one\n")), garbage)),
                            1 << 16);

            assertThat(outcome.text()).isEqualTo("one\n");
            assertThat(outcome.end()).isInstanceOf(ZipException.class);
        }
    }

    @Test
    void refusesWhatIsNoGzip() {
        assertThatThrownBy(() -> read(text("RECORD_DATE,PAYTYPE_515\n")))
                .isInstanceOf(ZipException.class);
    }

    /**
     * Where a restored reader meets the damage depends on how its reads are cut; what it gets must
     * not.
     */
    @Test
    void handsOutTheSameBytesBeforeADamageHoweverItIsRead() throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        byte[] whole = gzip(randomLines(random, 200_000));
        for (int i = 0; i < 10; i++) {
            byte[] stored = whole.clone();
            int at = stored.length / 4 + random.nextInt(stored.length / 2);
            for (int k = 0; k < 8; k++) {
                stored[at + k] = (byte) random.nextInt();
            }
            byte[] expected = inflateByteByByte(stored);

            for (int readBytes : new int[] {1, 1_000, 1 << 16, 1 << 20}) {
                Outcome outcome = readToEnd(new ByteArrayInputStream(stored), readBytes);
                assertThat(outcome.bytes()).as("damage at %d", at).isEqualTo(expected);
                assertThat(outcome.end()).isInstanceOf(ZipException.class);
            }
        }
    }

    @Test
    void passesAnErrorOfTheStorageOnEvenBetweenMembers() throws IOException {
        byte[] member = gzip(text("one\n"));
        IOException failure = new IOException("connection reset");
        for (int good = 0; good <= member.length * 2; good++) {
            InputStream failing = new FailsOnce(concat(member, member), good, failure);

            assertThat(readToEnd(failing, 1 << 16).end())
                    .as("failure after %d of %d bytes", good, member.length * 2)
                    .isSameAs(failure);
        }
    }

    @Test
    void readsVeryManyEmptyMembers() throws IOException {
        byte[] empty = gzip(new byte[0]);
        byte[] stored = new byte[empty.length * 50_000];
        for (int i = 0; i < stored.length; i += empty.length) {
            System.arraycopy(empty, 0, stored, i, empty.length);
        }

        assertThat(read(concat(stored, gzip(text("one\n")))).text()).isEqualTo("one\n");
    }

    private record Outcome(byte[] bytes, IOException end) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Outcome read(byte[] stored) throws IOException {
        return read(new ByteArrayInputStream(stored));
    }

    /** All bytes; throws what the stream throws. */
    private static Outcome read(InputStream stored) throws IOException {
        Outcome outcome = readToEnd(stored, 1 << 16);
        if (outcome.end() != null) {
            throw outcome.end();
        }
        return outcome;
    }

    private static Outcome readToEnd(InputStream stored, int readBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[readBytes];
        try (InputStream in = new StrictGzipStream(stored)) {
            int read = in.read(buffer, 0, readBytes);
            while (read >= 0) {
                bytes.write(buffer, 0, read);
                read = in.read(buffer, 0, readBytes);
            }
            return new Outcome(bytes.toByteArray(), null);
        } catch (IOException e) {
            return new Outcome(bytes.toByteArray(), e);
        }
    }

    private static byte[] inflateByteByByte(byte[] member) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Inflater inflater = new Inflater(true);
        inflater.setInput(member, HEADER_BYTES, member.length - HEADER_BYTES);
        byte[] one = new byte[1];
        try {
            while (inflater.inflate(one) > 0) {
                bytes.write(one[0]);
            }
        } catch (DataFormatException damageFound) {
            return bytes.toByteArray();
        } finally {
            inflater.end();
        }
        return bytes.toByteArray();
    }

    private static byte[] randomLines(Random random, int length) {
        StringBuilder lines = new StringBuilder();
        while (lines.length() < length) {
            lines.append(random.nextInt(1_000_000)).append(random.nextInt(5) == 0 ? '\n' : ',');
        }
        return text(lines.toString());
    }

    /** Gives few bytes at a time and says that none are available, as object stores do. */
    private static final class Chopped extends ByteArrayInputStream {
        private final int most;

        Chopped(byte[] bytes, int most) {
            super(bytes);
            this.most = most;
        }

        @Override
        public int read(byte[] bytes, int from, int count) {
            return super.read(bytes, from, Math.min(count, most));
        }

        @Override
        public int available() {
            return 0;
        }
    }

    /** Fails once after some bytes, then goes on as if nothing had happened. */
    private static final class FailsOnce extends InputStream {
        private final ByteArrayInputStream in;
        private final IOException failure;
        private int untilFailure;

        FailsOnce(byte[] bytes, int good, IOException failure) {
            this.in = new ByteArrayInputStream(bytes);
            this.untilFailure = good;
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (untilFailure == 0) {
                untilFailure = -1;
                throw failure;
            }
            int most = untilFailure < 0 ? count : Math.min(count, untilFailure);
            int read = in.read(bytes, from, most);
            if (untilFailure > 0 && read > 0) {
                untilFailure -= read;
            }
            return read;
        }
    }
}
