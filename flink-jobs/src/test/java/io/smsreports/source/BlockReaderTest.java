package io.smsreports.source;

import static io.smsreports.source.Bytes.concat;
import static io.smsreports.source.Bytes.flinkPath;
import static io.smsreports.source.Bytes.gzip;
import static io.smsreports.source.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.FileStatus;
import io.smsreports.model.SmsReportsException;
import io.smsreports.parse.FileLayout;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockReaderTest {

    private static final long SEED = 4_711;

    private static final int MAX = FileLayout.MAX_LINE_BYTES;

    private static final String HEADER = String.join(",", FileLayout.DEFAULT.columns());

    private static final String OTHER_HEADER = "X,DEBIT_AMOUNT_42,RECORD_DATE,PAYTYPE_515";

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    @TempDir Path folder;

    /** What came out: the block, a copy of its bytes, and the position that a checkpoint keeps. */
    private record Out(
            long offset,
            String content,
            FileLayout layout,
            boolean first,
            boolean last,
            FileStatus status,
            boolean overlong,
            boolean torn,
            long positionAfter) {}

    @Test
    void announcesAFileThenGivesItsLinesThenItsEnd() throws IOException {
        Path file = write("a.csv", text("one\ntwo\r\nthree\n"));

        List<Out> blocks = readAll(file);

        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(1).content()).isEqualTo("one\ntwo\r\nthree\n");
        assertWhole(text("one\ntwo\r\nthree\n"), blocks);
    }

    @Test
    void namesTheFileInEveryBlock() throws IOException {
        Files.createDirectories(folder.resolve("2020/08"));
        Path file = write("2020/08/a b.csv", text("one\n"));
        FileSourceSplit split = split(flinkPath(file));

        BulkFormat.Reader<TextBlock> reader = format().createReader(new Configuration(), split);
        for (int i = 0; i < 2; i++) {
            TextBlock block = reader.readBatch().next().getRecord();
            assertThat(block.file).isEqualTo("2020/08/a b.csv");
            assertThat(block.fileBytes).isEqualTo(4);
            assertThat(block.fileModifiedMillis)
                    .isEqualTo(Files.getLastModifiedTime(file).toMillis());
        }
        assertThat(reader.readBatch()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.csv.gz"})
    void endsAFileWithoutContent(String name) throws IOException {
        for (byte[] content : new byte[][] {{}, BOM}) {
            List<Out> blocks = readAll(write(name, stored(name, content)));

            assertThat(blocks).hasSize(2);
            assertThat(blocks.get(1).last()).isTrue();
            assertThat(blocks.get(1).status()).isEqualTo(FileStatus.OK);
            assertThat(blocks.get(1).content()).isEmpty();
        }
    }

    @Test
    void cutsLongFilesAtLineEnds() throws IOException {
        byte[] content = text(("x".repeat(99) + "\n").repeat(30_000));

        List<Out> blocks = readAll(write("a.csv", content));

        assertThat(blocks).hasSize(4);
        assertWhole(content, blocks);
    }

    @Test
    void takesALineOfTheGreatestLengthWhole() throws IOException {
        byte[] content = text("a\n" + "x".repeat(MAX) + "\r\nb\n" + "y".repeat(MAX));

        List<Out> blocks = readAll(write("a.csv", content));

        assertThat(blocks).noneMatch(Out::overlong);
        assertWhole(content, blocks);
    }

    @Test
    void keepsOnlyTheBeginningOfALineThatIsTooLong() throws IOException {
        String tooLong = "x".repeat(5 * MAX);

        List<Out> blocks = readAll(write("a.csv", text("a\n" + tooLong + "\nb\n")));

        assertThat(blocks).extracting(Out::offset).containsExactly(0L, 0L, 2L, 3L + 5L * MAX);
        assertThat(blocks.get(2).overlong()).isTrue();
        assertThat(blocks.get(2).content()).isEqualTo(tooLong.substring(0, 1_000));
        assertThat(blocks.get(3).content()).isEqualTo("b\n");
    }

    @Test
    void endsWithALineThatIsTooLong() throws IOException {
        for (int length : new int[] {MAX + 2, MAX + 3, 5 * MAX}) {
            List<Out> blocks = readAll(write("a.csv", text("x".repeat(length))));

            assertThat(blocks).hasSize(2);
            assertThat(blocks.get(1).overlong()).isTrue();
            assertThat(blocks.get(1).last()).isTrue();
            assertThat(blocks.get(1).status()).isEqualTo(FileStatus.OK);
        }
    }

    // ------------------------------------------------------------------ restore

    /** Also compares every block with the file's own bytes. */
    @Test
    void resumesFromEveryPositionAsIfItHadNotBeenInterrupted() throws IOException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        byte[] lines = randomLines(random, 2 * MAX);
        for (int i = 0; i < 10; i++) {
            byte[] content = randomFile(random, lines);
            String name = random.nextInt(3) == 0 ? i + ".csv.gz" : i + ".csv";
            Path file = write(name, stored(name, content));

            List<Out> whole = readAll(file);

            assertWhole(content, whole);
            assertRestoresEverywhere(file, whole);
            Files.delete(file);
        }
    }

    private void assertRestoresEverywhere(Path file, List<Out> whole) throws IOException {
        for (int k = 0; k < whole.size(); k++) {
            long position = whole.get(k).positionAfter();
            List<Out> expected = new ArrayList<>();
            if (position != BlockReader.READ_TO_END) {
                expected.add(announcement(position));
                expected.addAll(whole.subList(k + 1, whole.size()));
            }
            assertThat(restored(file, position))
                    .as("%s restored at %d", file.getFileName(), position)
                    .isEqualTo(expected);
        }
    }

    @Test
    void findsTheSameHeaderFreshAndRestored() throws IOException {
        byte[] body = text(("1,2,3,4" + "\n").repeat(300_000));
        FileLayout expected =
                FileLayout.ofBeginning(text(OTHER_HEADER), 0, OTHER_HEADER.length(), true);
        for (String before : new String[] {"", "\n \t\r\n\n"}) {
            for (byte[] mark : new byte[][] {{}, BOM}) {
                Path file =
                        write("a.csv", concat(mark, text(before + OTHER_HEADER + "\r\n"), body));

                List<Out> blocks = readAll(file);

                assertThat(blocks).hasSizeGreaterThan(3);
                assertThat(blocks.subList(1, blocks.size()))
                        .allSatisfy(block -> assertThat(block.layout()).isEqualTo(expected));
                assertThat(restored(file, blocks.get(1).positionAfter()).get(1).layout())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void takesNoHeaderThatTheBufferCutsOff() throws IOException {
        // The buffer ends within the last of five names.
        String blank = "\n".repeat(LineBuffer.CAPACITY - OTHER_HEADER.length() - ",LA".length());

        List<Out> blocks = readAll(write("a.csv", text(blank + OTHER_HEADER + ",LAST\n")));

        assertThat(blocks)
                .allSatisfy(block -> assertThat(block.layout()).isEqualTo(FileLayout.DEFAULT));
    }

    @Test
    void givesNothingMoreOfAFileThatWasReadToItsEnd() throws IOException {
        Path file = write("a.csv", text("one\n"));

        assertThat(restored(file, BlockReader.READ_TO_END)).isEmpty();
    }

    // ------------------------------------------------------- files in a bad state

    /** What is missing must not pass for read. */
    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.csv.gz"})
    void marksAFileThatHasShrunkSinceItWasReadAsTruncated(String name) throws IOException {
        byte[] content = text("line\n".repeat(MAX / 2));
        long position = readAll(write(name, stored(name, content))).get(1).positionAfter();
        for (String less : new String[] {"", "line\n", "line\n".repeat(MAX / 10)}) {
            Path file = write(name, stored(name, text(less)));

            assertThat(restored(file, position))
                    .containsExactly(announcement(position), end(position, FileStatus.TRUNCATED));
        }
    }

    @Test
    void announcesAFileBeforeItTouchesTheStorage() throws IOException {
        Path file = write("a.csv", text("one\ntwo\n"));
        FileSourceSplit split = split(flinkPath(file));
        Files.delete(file);

        List<Out> fresh = drain(format().createReader(new Configuration(), split));
        List<Out> restored = drain(format().restoreReader(new Configuration(), at(split, 4)));

        assertThat(fresh).containsExactly(announcement(0), end(0, FileStatus.MISSING));
        assertThat(restored).containsExactly(announcement(4), end(4, FileStatus.MISSING));
    }

    @Test
    void separatesAFileThatItMayNotOpenFromOneThatIsGone() throws IOException {
        Path file = write("a.csv", text("one\n"));
        org.apache.flink.core.fs.Path path = FaultyStorage.inStore(file);
        FaultyStorage.failToOpen(path, new FileNotFoundException("a.csv (Permission denied)"));

        assertThat(drain(reader(path)))
                .containsExactly(announcement(0), end(0, FileStatus.UNREADABLE));

        FileSourceSplit split = split(path);
        Files.delete(file);
        assertThat(drain(format().createReader(new Configuration(), split)))
                .containsExactly(announcement(0), end(0, FileStatus.MISSING));
    }

    /** S3A answers so to 403, at the opening or, as it opens late, at the first byte or later. */
    @Test
    void separatesAFileThatTheStoreRefusesFromAStoreThatRefusesAll() throws IOException {
        Path file = write("a.csv", text("one\ntwo\n"));
        org.apache.flink.core.fs.Path path = FaultyStorage.inStore(file);
        AccessDeniedException refusal = new AccessDeniedException(path.toString(), null, "403");

        FaultyStorage.failToOpen(path, refusal);
        assertThat(drain(reader(path)))
                .containsExactly(announcement(0), end(0, FileStatus.UNREADABLE));
        FaultyStorage.failAfter(path, 0, refusal);
        assertThat(drain(reader(path)))
                .containsExactly(announcement(0), end(0, FileStatus.UNREADABLE));
        FaultyStorage.failAfter(path, 5, refusal);
        List<Out> begun = drain(reader(path));
        assertThat(begun.get(begun.size() - 1).status()).isEqualTo(FileStatus.UNREADABLE);

        FaultyStorage.failToList(path.getParent(), refusal);
        for (long goodBytes : new long[] {-1, 0, 5}) {
            FaultyStorage.failAfter(path, goodBytes, refusal);
            BulkFormat.Reader<TextBlock> reader =
                    new TextBlockFormat(path.getParent(), false)
                            .createReader(new Configuration(), split(path));
            assertThatThrownBy(() -> drain(reader))
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_READ_FAILED);
        }
    }

    /** What was read, be it a part, must never be read again. */
    @Test
    void marksAFileOfWhichNothingWasRead() throws IOException {
        Path file = write("a.csv", text("one\ntwo\n"));
        org.apache.flink.core.fs.Path path = FaultyStorage.inStore(file);
        AccessDeniedException refusal = new AccessDeniedException("a.csv");
        FaultyStorage.failAfter(path, 0, refusal);
        assertThat(lastOf(reader(path)))
                .matches(block -> block.unread)
                .matches(block -> block.refused);
        FaultyStorage.failAfter(path, 5, refusal);
        assertThat(lastOf(reader(path))).matches(block -> !block.unread);
        BulkFormat.Reader<TextBlock> restored =
                format().restoreReader(new Configuration(), at(split(path), 4));
        FaultyStorage.failToOpen(path, refusal);
        assertThat(lastOf(restored)).matches(block -> !block.unread);

        org.apache.flink.core.fs.Path damaged =
                flinkPath(write("b.csv.gz", text("this is no gzip\n")));
        assertThat(lastOf(reader(damaged)))
                .matches(block -> block.unread)
                .matches(block -> !block.refused);
        assertThat(lastOf(reader(flinkPath(write("empty.csv", text("")))))).matches(b -> !b.unread);
    }

    /** A folder that is away for a while, such as a mount, takes no file with it. */
    @Test
    void takesNoFileForMissingWhoseInputFolderIsGone() throws IOException {
        Path away = Files.createDirectory(folder.resolve("away"));
        Path file = Files.writeString(away.resolve("a.csv"), "one\n");
        FileSourceSplit split = split(flinkPath(file));
        Files.delete(file);
        BulkFormat.Reader<TextBlock> reader =
                new TextBlockFormat(flinkPath(away), false)
                        .createReader(new Configuration(), split);
        Files.delete(away);

        assertThatThrownBy(() -> drain(reader))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_READ_FAILED);
    }

    /** Nobody can tell where it leads. (A folder that must not be entered ends in the same way.) */
    @Test
    void doesNotFailForAPathThatCannotBeResolved() throws IOException {
        Path file = write("a.csv", text("one\n"));
        FileSourceSplit split = split(flinkPath(file));
        Files.delete(file);
        Files.createSymbolicLink(file, file);

        assertThat(drain(format().createReader(new Configuration(), split)))
                .containsExactly(announcement(0), end(0, FileStatus.UNREADABLE));
    }

    private static TextBlock lastOf(BulkFormat.Reader<TextBlock> reader) throws IOException {
        TextBlock last = new TextBlock();
        for (BulkFormat.RecordIterator<TextBlock> batch = reader.readBatch();
                batch != null;
                batch = reader.readBatch()) {
            last = batch.next().getRecord();
        }
        assertThat(last.last).isTrue();
        return last;
    }

    @Test
    void leavesAReadableLocalFileThatDoesNotOpenToARestart() throws IOException {
        org.apache.flink.core.fs.Path path = FaultyStorage.onDisk(write("a.csv", text("one\n")));
        FaultyStorage.failToOpen(path, new FileNotFoundException("a.csv (Too many open files)"));

        assertThatThrownBy(() -> drain(reader(path)))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_READ_FAILED)
                .hasMessage("Opening " + path + " failed: a.csv (Too many open files)");
    }

    @Test
    void doesNotReadAFolderThatTookAFilesPlace() throws IOException {
        Path file = write("a.csv", text("one\n"));
        FileSourceSplit split = split(flinkPath(file));
        Files.delete(file);
        Files.createDirectory(file);

        assertThat(drain(format().createReader(new Configuration(), split)))
                .containsExactly(announcement(0), end(0, FileStatus.UNREADABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.csv.gz"})
    void leavesErrorsOfTheStorageToARestart(String name) throws IOException {
        byte[] stored = stored(name, randomLines(new Random(SEED), 3 * MAX));
        org.apache.flink.core.fs.Path path = FaultyStorage.inStore(write(name, stored));
        for (long goodBytes : new long[] {0, 5, stored.length / 2, stored.length - 1}) {
            FaultyStorage.failAfter(path, goodBytes, new IOException("connection reset"));

            assertThatThrownBy(() -> drain(reader(path)))
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_READ_FAILED)
                    .hasMessage("Reading " + path + " failed: connection reset");
        }
    }

    @Test
    void leavesAStorageThatDoesNotOpenToARestart() throws IOException {
        org.apache.flink.core.fs.Path path = FaultyStorage.inStore(write("a.csv", text("one\n")));
        IOException failure = new IOException("connection refused");
        FaultyStorage.failToOpen(path, failure);

        BulkFormat.Reader<TextBlock> reader = reader(path);

        assertThat(reader.readBatch().next().getRecord().first).isTrue();
        assertThatThrownBy(reader::readBatch).isSameAs(failure);
    }

    @Test
    void countsTheWholeLinesOfACompressedFileThatBreaksOff() throws IOException {
        byte[] content = randomLines(new Random(SEED), 3 * MAX);
        byte[] stored = gzip(content);
        Path file = write("a.csv.gz", Arrays.copyOf(stored, stored.length / 2));

        List<Out> blocks = readAll(file);

        assertEndsTorn(content, blocks, FileStatus.TRUNCATED);
        assertRestoresEverywhere(file, blocks);
    }

    @Test
    void countsTheWholeLinesBeforeADamage() throws IOException {
        byte[] content = randomLines(new Random(SEED), 3 * MAX);
        byte[] stored = gzip(content);
        Arrays.fill(stored, stored.length / 2, stored.length / 2 + 64, (byte) 0xFF);
        Path file = write("a.csv.gz", stored);

        List<Out> blocks = readAll(file);

        assertThat(blocks.get(blocks.size() - 1).status()).isEqualTo(FileStatus.UNREADABLE);
        assertRestoresEverywhere(file, blocks);
    }

    @Test
    void readsEveryMemberAndMarksADamagedOne() throws IOException {
        byte[] one = gzip(text("one\n"));
        byte[] two = gzip(text("two\nthree"));
        byte[] badTwo = two.clone();
        badTwo[1] = 0;

        assertThat(content(readAll(write("a.csv.gz", concat(one, two)))))
                .isEqualTo("one\ntwo\nthree");

        for (byte[] bad :
                List.of(concat(one, badTwo), concat(one, text("garbage")), concat(one, two, one))) {
            boolean whole = bad.length == one.length * 2 + two.length;
            List<Out> blocks = readAll(write("a.csv.gz", bad));
            assertThat(content(blocks)).startsWith("one\n");
            assertThat(blocks.get(blocks.size() - 1).status())
                    .isEqualTo(whole ? FileStatus.OK : FileStatus.UNREADABLE);
        }
    }

    @Test
    void marksAnEmptyCompressedFileAndOneThatIsNotCompressed() throws IOException {
        assertThat(readAll(write("a.csv.gz", new byte[0])))
                .containsExactly(announcement(0), end(0, FileStatus.TRUNCATED));
        assertThat(readAll(write("b.csv.GZ", text("one\n"))))
                .containsExactly(announcement(0), end(0, FileStatus.UNREADABLE));
    }

    /** So that the ledger has a row of a folder that could not be listed. */
    @Test
    void aFolderInTheListIsUnreadable() throws IOException {
        Path closed = Files.createDirectories(folder.resolve("closed"));

        assertUnreadable(new FileSourceSplit("closed", flinkPath(closed), 0, 0, 0, 0));
    }

    /** It may have become one after the folder was listed. */
    @Test
    void aLinkOutOfTheFolderIsUnreadable(@TempDir Path outside) throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "not to be read\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), secret);

        assertUnreadable(split(flinkPath(link)));
    }

    /** Also by a reader that reports changes: neither has a size or time to change. */
    private void assertUnreadable(FileSourceSplit split) throws IOException {
        TextBlockFormat format = new TextBlockFormat(flinkPath(folder), true);
        BulkFormat.Reader<TextBlock> reader = format.createReader(new Configuration(), split);
        reader.readBatch();

        TextBlock block = reader.readBatch().next().getRecord();

        assertThat(block.last).isTrue();
        assertThat(block.length).isZero();
        assertThat(block.status).isEqualTo(FileStatus.UNREADABLE);
        assertThat(block.changedToBytes).isEqualTo(TextBlock.UNCHANGED);
        reader.close();
    }

    @Test
    void reportsAFileThatHasChangedSinceItWasListed() throws IOException {
        Path file = write("a.csv", text("one\n"));
        FileSourceSplit listed = split(flinkPath(file));
        assertThat(changedToBytes(listed)).isEqualTo(TextBlock.UNCHANGED);

        write("a.csv", text("one\ntwo\n"));
        assertThat(changedToBytes(listed)).isEqualTo(8);

        FileSourceSplit listedAnew = split(flinkPath(file));
        long later = listedAnew.fileModificationTime() + 1;
        Files.setLastModifiedTime(file, FileTime.fromMillis(later));
        assertThat(changedToBytes(listedAnew)).isEqualTo(8);
    }

    /** An object's own answer knows seconds, a listing may know milliseconds. */
    @Test
    void comparesTimesOfAnObjectStoreBySeconds() throws IOException {
        Path file = write("a.csv", text("one\n"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_598_745_600_000L));
        FileSourceSplit listed = split(FaultyStorage.inStore(file));

        Files.setLastModifiedTime(file, FileTime.fromMillis(1_598_745_600_999L));
        assertThat(changedToBytes(listed)).isEqualTo(TextBlock.UNCHANGED);

        Files.setLastModifiedTime(file, FileTime.fromMillis(1_598_745_601_000L));
        assertThat(changedToBytes(listed)).isEqualTo(4);
    }

    /** By the last block of a reader that reports changes. */
    private long changedToBytes(FileSourceSplit split) throws IOException {
        TextBlockFormat format = new TextBlockFormat(flinkPath(folder), true);
        try (BulkFormat.Reader<TextBlock> reader =
                format.createReader(new Configuration(), split)) {
            assertThat(reader.readBatch().next().getRecord().changedToBytes)
                    .isEqualTo(TextBlock.UNCHANGED);
            return reader.readBatch().next().getRecord().changedToBytes;
        }
    }

    // ------------------------------------------------------------------- buffers

    @Test
    void leavesBlocksAloneThatAreStillInUse() throws IOException {
        byte[] content = randomLines(new Random(SEED), 6 * MAX);
        BulkFormat.Reader<TextBlock> reader = reader(flinkPath(write("a.csv", content)));
        List<TextBlock> inUse = new ArrayList<>();
        for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
            inUse.add(batch.next().getRecord());
        }
        reader.close();

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        inUse.forEach(block -> all.write(block.bytes, 0, block.length));
        assertThat(all.toByteArray()).isEqualTo(content);
    }

    @Test
    void usesReleasedBuffersAgainAlsoForTheNextFile() throws IOException {
        Path file = write("a.csv", randomLines(new Random(SEED), 5 * MAX));
        TextBlockFormat format = format();
        Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3; i++) {
            BulkFormat.Reader<TextBlock> reader =
                    format.createReader(new Configuration(), split(flinkPath(file)));
            for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
                byte[] bytes = batch.next().getRecord().bytes;
                if (bytes.length > 0) {
                    buffers.add(bytes);
                }
                batch.releaseBatch();
            }
            reader.close();
        }

        assertThat(buffers).hasSizeLessThanOrEqualTo(2);
    }

    // -------------------------------------------------------------------- helpers

    /** Every byte is in one block, in order; only lines that are too long are cut. */
    private static void assertWhole(byte[] content, List<Out> blocks) {
        assertThat(blocks.get(0)).isEqualTo(announcement(0));
        int position = startsWithBom(content) ? BOM.length : 0;
        for (Out block : blocks.subList(1, blocks.size())) {
            byte[] bytes = block.content().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(block.offset()).isEqualTo(position);
            int to = position + bytes.length;
            assertThat(Arrays.equals(bytes, 0, bytes.length, content, position, to)).isTrue();
            if (block.overlong()) {
                int end = position;
                while (end < content.length && content[end] != '\n') {
                    end++;
                }
                assertThat(end - position).isGreaterThan(MAX);
                position = Math.min(end + 1, content.length);
            } else {
                position += bytes.length;
                assertThat(position == content.length || content[position - 1] == '\n').isTrue();
            }
            boolean last = position == content.length;
            assertThat(block.last()).isEqualTo(last);
            assertThat(block.positionAfter()).isEqualTo(last ? BlockReader.READ_TO_END : position);
        }
        assertThat(position).isEqualTo(content.length);
        assertThat(blocks.get(blocks.size() - 1).status()).isEqualTo(FileStatus.OK);
    }

    /** The blocks are the file's beginning; what is left after the last line end is marked. */
    private static void assertEndsTorn(byte[] content, List<Out> blocks, FileStatus status) {
        String read = content(blocks);
        assertThat(new String(content, StandardCharsets.ISO_8859_1)).startsWith(read);
        Out last = blocks.get(blocks.size() - 1);
        assertThat(last.status()).isEqualTo(status);
        assertThat(last.torn()).isTrue();
        assertThat(last.content()).doesNotContain("\n");
        assertThat(blocks.subList(0, blocks.size() - 1)).noneMatch(Out::torn);
    }

    private static Out announcement(long position) {
        return empty(position, true, FileStatus.OK, position);
    }

    private static Out end(long position, FileStatus status) {
        return empty(position, false, status, BlockReader.READ_TO_END);
    }

    private static Out empty(long offset, boolean first, FileStatus status, long positionAfter) {
        return new Out(
                offset, "", FileLayout.DEFAULT, first, !first, status, false, false, positionAfter);
    }

    private static String content(List<Out> blocks) {
        StringBuilder content = new StringBuilder();
        blocks.forEach(block -> content.append(block.content()));
        return content.toString();
    }

    private List<Out> readAll(Path file) throws IOException {
        return drain(reader(flinkPath(file)));
    }

    private List<Out> restored(Path file, long position) throws IOException {
        FileSourceSplit split = at(split(flinkPath(file)), position);
        return drain(format().restoreReader(new Configuration(), split));
    }

    private static FileSourceSplit at(FileSourceSplit split, long position) {
        return split.updateWithCheckpointedPosition(new CheckpointedPosition(position, 0));
    }

    private BulkFormat.Reader<TextBlock> reader(org.apache.flink.core.fs.Path path)
            throws IOException {
        return format().createReader(new Configuration(), split(path));
    }

    private TextBlockFormat format() {
        return new TextBlockFormat(flinkPath(folder), false);
    }

    /** As the enumerator would make it; the path is that of the storage asked. */
    private static FileSourceSplit split(org.apache.flink.core.fs.Path path) throws IOException {
        Path file = Path.of(path.getPath());
        long length = Files.size(file);
        return new FileSourceSplit(
                path.toString(),
                path,
                0,
                length,
                Files.getLastModifiedTime(file).toMillis(),
                length);
    }

    private static List<Out> drain(BulkFormat.Reader<TextBlock> reader) throws IOException {
        List<Out> blocks = new ArrayList<>();
        try (reader) {
            for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
                RecordAndPosition<TextBlock> next = batch.next();
                TextBlock block = next.getRecord();
                assertThat(next.getRecordSkipCount()).isZero();
                blocks.add(
                        new Out(
                                block.offset,
                                new String(
                                        block.bytes, 0, block.length, StandardCharsets.ISO_8859_1),
                                block.layout,
                                block.first,
                                block.last,
                                block.status,
                                block.overlong,
                                block.torn,
                                next.getOffset()));
                assertThat(batch.next()).isNull();
                batch.releaseBatch();
            }
        }
        return blocks;
    }

    private static byte[] randomFile(Random random, byte[] lines) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (random.nextInt(3) == 0) {
            file.writeBytes(BOM);
        }
        file.writeBytes(text("\n\r\n \t\n".substring(random.nextInt(6))));
        if (random.nextBoolean()) {
            file.writeBytes(text((random.nextBoolean() ? HEADER : OTHER_HEADER) + "\n"));
        }
        int parts = random.nextInt(6);
        for (int i = 0; i < parts; i++) {
            if (random.nextBoolean()) {
                int from = random.nextInt(lines.length);
                file.write(lines, from, random.nextInt(lines.length - from));
                continue;
            }
            byte[] line = new byte[random.nextInt(5) == 0 ? 5 * MAX : MAX - 4 + random.nextInt(9)];
            Arrays.fill(line, (byte) 'x');
            file.writeBytes(line);
            file.writeBytes(text(random.nextBoolean() ? "\n" : "\r\n"));
        }
        file.writeBytes(text("a last line" + (random.nextBoolean() ? "\n" : "")));
        return file.toByteArray();
    }

    private static byte[] randomLines(Random random, int length) {
        byte[] lines = new byte[length];
        random.nextBytes(lines);
        for (int i = 0; i < length; i++) {
            lines[i] = (byte) (lines[i] == 0 ? '\n' : 'a' + (lines[i] & 15));
        }
        lines[length - 1] = '\n';
        return lines;
    }

    private static boolean startsWithBom(byte[] content) {
        return content.length >= 3 && Arrays.equals(content, 0, 3, BOM, 0, 3);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] stored(String name, byte[] content) throws IOException {
        return name.endsWith(".gz") ? gzip(content) : content;
    }
}
