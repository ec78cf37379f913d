package io.smsreports.integration.hostile;

import io.smsreports.model.RejectReason;
import io.smsreports.testing.CdrColumns;
import io.smsreports.testing.CdrLineGenerator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Fills a folder with files as somebody might who wishes the job ill, and between them clean ones
 * whose figures are known. The same seed gives the same files.
 */
final class HostileFolder {

    /** What lies outside of the folder, where links lead: it must turn up nowhere. */
    static final String SECRET = "not-for-the-output-4711";

    /** The code of the clean files' rows; by chance another file has it once in a billion years. */
    static final String CLEAN_PAYTYPE = "770001";

    private static final String CLEAN_ROW =
            "0,2020/08/30 00:00:00,1,1,0,,2020/08/30 %02d:%02d:%02d,"
                    + CLEAN_PAYTYPE
                    + ",%d.%02d,,,,,,,\n";

    private static final Instant FIRST_MODIFIED = Instant.parse("2020-09-05T00:00:00Z");

    private static final String HEADER = String.join(",", CdrColumns.DEFAULT.names());

    /**
     * What parsers, shells, spreadsheets, terminals, URIs and file systems treat in a way of their
     * own.
     */
    private static final List<String> NAMES =
            List.of(
                    "with space.csv",
                    " leading",
                    "trailing ",
                    " ",
                    "double\"quote.csv",
                    "it's.csv",
                    "comma,name.csv",
                    "new\nline.csv",
                    "\n",
                    "carriage\rreturn.csv",
                    "crlf\r\n.csv",
                    "tab\t.csv",
                    "10:30:00.csv",
                    "file:x.csv",
                    "s3:",
                    "back\\slash.csv",
                    "\\",
                    "C:\\x.csv",
                    "question?.csv",
                    "#fragment.csv",
                    "percent%2e%2e%2f.csv",
                    "%00.csv",
                    "a..b.csv",
                    "-rf",
                    "--help",
                    "*.csv",
                    "[a-z]{x}.csv",
                    "$(touch x).csv",
                    "`id`;&|<>.csv",
                    "=1+1.csv",
                    "@SUM(A1)",
                    "+1.csv",
                    "${jndi:ldap://x}".replace("//", ""),
                    "{}%s%n.csv",
                    "\u001b[31mred\u0007.csv",
                    "\u007f.csv",
                    "\u067e\u06cc\u0627\u0645\u06a9.csv",
                    "\ud83d\ude42.csv",
                    "\u00e9.csv",
                    "e\u0301.csv",
                    "\u202efdp.csv",
                    "\ufeffmark.csv",
                    "dt=2020-08-30.csv",
                    "file,size_bytes,status.csv",
                    "x.csv.GZ.csv",
                    "~",
                    "nul",
                    "n".repeat(250));

    private final Path folder;
    private final SplittableRandom random;
    private final CdrLineGenerator lines;
    private final List<HostileFile> files = new ArrayList<>();
    private int written;

    private HostileFolder(Path folder, SplittableRandom random) {
        this.folder = folder;
        this.random = random;
        this.lines = new CdrLineGenerator(random);
    }

    /**
     * Fills a folder.
     *
     * @param folder is empty
     * @param outside where links out of it lead
     * @param thorough whether sizes are such that it takes minutes to read them
     */
    static List<HostileFile> fill(
            Path folder, Path outside, SplittableRandom random, boolean thorough)
            throws IOException {
        HostileFolder made = new HostileFolder(folder, random);
        made.clean("clean-first.csv", 0);
        made.oddNames();
        for (int i = 0; i < (thorough ? 60 : 12); i++) {
            made.randomBytes("random-" + i + ".csv");
            made.mutated("mutated-" + i + ".csv");
            made.compressed("compressed-" + i);
        }
        made.clean("dir.csv/clean-in-a-folder.csv", 1);
        made.wide();
        made.many(thorough ? 500 : 100);
        made.huge(thorough ? 5 : 1);
        made.bombs(thorough ? 10 : 1);
        made.folders();
        made.links(Files.createDirectories(outside));
        made.clean("zz-clean-last.csv", 2);
        return made.files;
    }

    /** Takes permissions away; to be called when nothing is to be moved any more. */
    static List<HostileFile> forbid(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("forbidden.csv"), SECRET);
        Path below = Files.createDirectories(folder.resolve("forbidden-folder.csv"));
        Files.writeString(below.resolve("x.csv"), SECRET);
        for (Path forbidden : List.of(file, below)) {
            Files.setPosixFilePermissions(forbidden, PosixFilePermissions.fromString("---------"));
        }
        return List.of(
                HostileFile.unreadable("forbidden.csv"),
                HostileFile.unreadable("forbidden-folder.csv"));
    }

    private Path path(String name) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return path;
    }

    /** Each file a second older than the next, so that the order of reading is known. */
    private Instant modified(Path path) throws IOException {
        Instant modified = FIRST_MODIFIED.plusSeconds(written++);
        Files.setLastModifiedTime(path, FileTime.from(modified));
        return modified;
    }

    /** Writes plain bytes and counts them. */
    private void plain(String name, byte[] content) throws IOException {
        Path path = Files.write(path(name), content);
        ExpectedFile expected = ExpectedFile.of(content, false, modified(path));
        files.add(HostileFile.whole(name, content.length, expected));
    }

    /** 5,000 rows of a quarter of an hour; {@link #cleanMinor} says what they come to. */
    private void clean(String name, int quarter) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 5_000; row++) {
            int minor = cleanMinor(quarter, row);
            text.append(
                    CLEAN_ROW.formatted(
                            0, 15 * quarter + row % 15, row % 60, minor / 100, minor % 100));
        }
        plain(name, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** The amount of a row of a clean file, in hundredths. */
    static int cleanMinor(int quarter, int row) {
        return 1_000 * (quarter + 1) + 7 * row;
    }

    private String cdrLines(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(lines.line(CdrColumns.DEFAULT));
            text.append(random.nextInt(8) == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }

    private byte[] cdrBytes(int count) {
        String header =
                switch (random.nextInt(4)) {
                    case 0 -> HEADER + "\n";
                    case 1 -> "\u00EF\u00BB\u00BF" + HEADER + "\r\n";
                    default -> "";
                };
        return (header + cdrLines(count)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void oddNames() throws IOException {
        for (String name : NAMES) {
            plain(name, cdrBytes(3));
        }
        plain("d:\\,\"\n/deep " + "/x".repeat(100) + "/y\n.csv", cdrBytes(3));
    }

    private void randomBytes(String name) throws IOException {
        byte[] bytes = new byte[random.nextInt(60_000)];
        random.nextBytes(bytes);
        plain(name, bytes);
    }

    private void mutated(String name) throws IOException {
        plain(name, mutate(cdrBytes(random.nextInt(600))));
    }

    /** Bends bytes here and there: changed, put in, taken away, repeated, or something telling. */
    private byte[] mutate(byte[] original) {
        byte[] bytes = original;
        for (int times = 1 + random.nextInt(20); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(300));
            bytes =
                    switch (random.nextInt(6)) {
                        case 0 -> spliced(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
                        case 1 -> spliced(bytes, at, 0, randomOf(1 + random.nextInt(40)));
                        case 2 -> spliced(bytes, at, length, new byte[0]);
                        case 3 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                        case 4 -> spliced(bytes, at, 0, telling());
                        default -> Arrays.copyOf(bytes, random.nextInt(8) == 0 ? at : bytes.length);
                    };
        }
        return bytes;
    }

    private byte[] telling() {
        List<String> choices =
                List.of(
                        "\"",
                        "\"\"",
                        "\n",
                        "\r\n",
                        "\r",
                        "\0",
                        ",",
                        "\n\n",
                        "\u00EF\u00BB\u00BF",
                        "\n" + HEADER + "\n",
                        "\u00FF\u00FE",
                        "\u001a");
        return choices.get(random.nextInt(choices.size())).getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] randomOf(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, 0, at);
        all.writeBytes(added);
        all.write(bytes, at + removed, bytes.length - at - removed);
        return all.toByteArray();
    }

    /** A whole one, one of several members, one that breaks off, a damaged one and a false one. */
    private void compressed(String name) throws IOException {
        byte[] content = mutate(cdrBytes(400));
        byte[] whole = gzip(content);
        switch (random.nextInt(5)) {
            case 0 -> gzipFile(name + ".csv.gz", whole, content);
            case 1 -> {
                byte[] more = cdrBytes(50);
                gzipFile(
                        name + ".GZ",
                        spliced(whole, whole.length, 0, gzip(more)),
                        spliced(content, content.length, 0, more));
            }
            case 2 ->
                    brokenOff(name + ".csv.gz", Arrays.copyOf(whole, random.nextInt(whole.length)));
            case 3 -> damaged(name + ".csv.gz", mutate(whole));
            default -> damaged(name + ".gz", randomOf(random.nextInt(5_000)));
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private void gzipFile(String name, byte[] stored, byte[] content) throws IOException {
        Path path = Files.write(path(name), stored);
        ExpectedFile expected = ExpectedFile.of(content, false, modified(path));
        files.add(HostileFile.whole(name, stored.length, expected));
    }

    /** The JDK's own stream says what can be had of it. */
    private void brokenOff(String name, byte[] stored) throws IOException {
        Path path = Files.write(path(name), stored);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(stored), 1)) {
            byte[] one = new byte[1];
            while (gzip.read(one) > 0) {
                content.write(one[0]);
            }
        } catch (EOFException breaksOff) {
            ExpectedFile expected = ExpectedFile.of(content.toByteArray(), true, modified(path));
            files.add(
                    new HostileFile(
                            name, stored.length, Set.of("TRUNCATED"), Optional.of(expected)));
            return;
        }
        throw new AssertionError("a stream that was cut off is whole");
    }

    private void damaged(String name, byte[] stored) throws IOException {
        modified(Files.write(path(name), stored));
        files.add(
                new HostileFile(
                        name,
                        stored.length,
                        Set.of("OK", "TRUNCATED", "UNREADABLE"),
                        Optional.empty()));
    }

    /** 10,000 columns: in a row, in a header, and in rows that fit it; and the longest header. */
    private void wide() throws IOException {
        String commas = ",".repeat(9_999);
        String row = "2020/08/30 00:01:00,0,5.00";
        plain(
                "wide.csv",
                (commas + "\n" + HEADER + "\n" + commas + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
        plain(
                "wide-header.csv",
                ("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42"
                                + ",x".repeat(9_997)
                                + "\n"
                                + (row + ",y".repeat(9_997) + "\n").repeat(200)
                                + row
                                + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
        plain(
                "widest-header.csv",
                ("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42"
                                + ",".repeat(1_000_000)
                                + "\n"
                                + (row + "\n").repeat(20)
                                + row
                                + ",".repeat(1_000_000)
                                + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** Many dates and many codes: each makes rows in the outputs. */
    private void many(int count) throws IOException {
        StringBuilder dates = new StringBuilder("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42\n");
        StringBuilder codes = new StringBuilder(dates);
        for (int i = 0; i < count; i++) {
            dates.append(
                    "%04d/%02d/%02d 00:00:00,0,1\n"
                            .formatted(1 + i / 336 * 10, 1 + i / 28 % 12, 1 + i % 28));
            codes.append("2020/08/30 00:07:00,%d,1\n".formatted(random.nextInt(1_000_000_000)));
        }
        plain("many-dates.csv", dates.toString().getBytes(StandardCharsets.US_ASCII));
        plain("many-codes.csv", codes.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A line of 100 MB between two rows. */
    private void huge(int count) throws IOException {
        byte[] row =
                "0,,1,,0,,2020/08/30 00:01:00,0,2.50,,,,,,,\n".getBytes(StandardCharsets.US_ASCII);
        byte[] piece = new byte[1_000_000];
        for (int i = 0; i < count; i++) {
            Arrays.fill(piece, (byte) "x,\" \0".charAt(i % 5));
            String name = "huge-line-" + i + ".csv";
            try (OutputStream out = Files.newOutputStream(path(name))) {
                out.write(row);
                for (int written100 = 0; written100 < 100; written100++) {
                    out.write(piece);
                }
                out.write('\n');
                out.write(row);
            }
            modified(path(name));
            ExpectedFile expected =
                    new ExpectedFile().accepts(2, 250).rejects(RejectReason.TOO_LONG, 1);
            files.add(HostileFile.whole(name, 100_000_000, expected));
        }
    }

    /** Small files that grow by decompression: one line, blank lines, rejected lines, headers. */
    private void bombs(int scale) throws IOException {
        bomb(
                "one-line",
                "x".repeat(1_000_000),
                100 * scale,
                new ExpectedFile().rejects(RejectReason.TOO_LONG, 1));
        bomb(
                "zeros",
                "\0".repeat(1_000_000),
                100 * scale,
                new ExpectedFile().rejects(RejectReason.TOO_LONG, 1));
        bomb(
                "blank",
                "\n".repeat(1_000_000),
                5 * scale,
                new ExpectedFile().skips(5_000_000L * scale, 0));
        bomb(
                "rejected",
                "x\n".repeat(1_000),
                30 * scale,
                new ExpectedFile().rejects(RejectReason.WRONG_COLUMN_COUNT, 30_000L * scale));
        bomb(
                "headers",
                (HEADER + "\n").repeat(1_000),
                100 * scale,
                new ExpectedFile().skips(0, 100_000L * scale));
        String row = "0,,1,,0,,2020/08/30 00:01:00,0,2.50,,,,,,,\n";
        bomb(
                "rows",
                row.repeat(1_000),
                200 * scale,
                new ExpectedFile().accepts(200_000L * scale, 250));
    }

    private void bomb(String name, String piece, int times, ExpectedFile expected)
            throws IOException {
        Path path = path("bomb-" + name + ".csv.gz");
        byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path), 1 << 16)) {
            for (int i = 0; i < times; i++) {
                out.write(bytes);
            }
        }
        modified(path);
        files.add(
                HostileFile.whole(
                        path.getFileName().toString(), (long) bytes.length * times, expected));
    }

    private void folders() throws IOException {
        Files.createDirectories(folder.resolve("empty-folder.csv"));
        Files.createDirectories(folder.resolve("folder.csv.gz"));
        plain("folder.csv.gz/plain.csv", cdrBytes(10));
        plain("empty.csv", new byte[0]);
        Files.writeString(folder.resolve(".hidden"), SECRET);
        Files.writeString(folder.resolve("_hidden.csv"), SECRET);
        Path notUtf8 = folder.resolve("not-utf-8");
        Files.createDirectories(notUtf8);
        // No string of Java's names such a file.
        run(notUtf8, "printf x > \"$(printf 'M\\374nchen.csv')\"");
        files.add(HostileFile.unreadable("not-utf-8/M\uFFFDnchen.csv"));
    }

    private static void run(Path folder, String command) throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + command);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void links(Path outside) throws IOException {
        Path secret = Files.writeString(outside.resolve("secret.csv"), SECRET + "\n");
        link("link-out.csv", secret.toAbsolutePath());
        link("link-out-relative.csv", folder.toAbsolutePath().relativize(secret.toAbsolutePath()));
        link("link-to-a-folder.csv", outside.toAbsolutePath());
        link("link-to-the-environment.csv", Path.of("/proc/self/environ"));
        for (String name :
                List.of(
                        "link-out.csv",
                        "link-out-relative.csv",
                        "link-to-a-folder.csv",
                        "link-to-the-environment.csv")) {
            files.add(HostileFile.unreadable(name));
        }
        link("link-to-itself.csv", Path.of("link-to-itself.csv"));
        link("link-to-nothing.csv", Path.of("nothing"));
        link("link-here.csv", Path.of("."));
        link("link-up.csv", Path.of(".."));
        link("link-to-clean.csv", Path.of("clean-first.csv"));
        link("link-to-a-device.csv", Path.of("/dev/zero"));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), target);
    }
}
