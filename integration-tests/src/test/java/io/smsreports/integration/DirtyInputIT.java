package io.smsreports.integration;

import static io.smsreports.integration.DirtyFile.HEADER;
import static io.smsreports.integration.DirtyFile.row;
import static io.smsreports.model.RejectReason.BAD_AMOUNT;
import static io.smsreports.model.RejectReason.BAD_QUOTING;
import static io.smsreports.model.RejectReason.BAD_RECORD_DATE;
import static io.smsreports.model.RejectReason.FUTURE_RECORD_DATE;
import static io.smsreports.model.RejectReason.TOO_LONG;
import static io.smsreports.model.RejectReason.WRONG_COLUMN_COUNT;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.integration.DirtyFile.Accepted;
import io.smsreports.integration.DirtyFile.Rejected;
import io.smsreports.model.RejectReason;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever lies in the input folder, the job ends well: each row counts, or is rejected for a
 * reason, at its place and as it came, and no neighbour is swallowed.
 */
@MiniClusterTest
class DirtyInputIT {

    private static final String WINDOW = "2020-08-30T00:00:00.000Z";

    private static final BigDecimal DIVISOR = BigDecimal.TEN;

    @TempDir Path folder;

    private Workspace workspace;

    /** Two codes share a label, and 7 has none. */
    @BeforeEach
    void setUp() throws IOException {
        workspace = Workspace.onScriptedStorage(folder);
        Files.writeString(
                workspace.reference(), "PayType,value\n0,Prepaid\n1,Postpaid\n2,Prepaid\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--mode=batch", "--stop-at-end"})
    void accountsForEveryLineOfEveryFile(String mode) throws Exception {
        List<DirtyFile> files = new ArrayList<>();
        files.addAll(layouts());
        files.addAll(lines());
        files.addAll(values());
        files.addAll(sizes());
        files.addAll(storage());
        for (DirtyFile file : files) {
            file.writeInto(workspace.input());
        }
        writeWhatIsNoInput();
        ScriptedStorage.vanishBeforeOpening(workspace.input().resolve("vanished.csv"));
        ScriptedStorage.refuseToOpen(workspace.input().resolve("unreadable.csv"));

        ReportJob.run(workspace.command(mode, "--parallelism=2"));

        Output output = workspace.results();
        assertRejected(output, files);
        assertLedger(output, files);
        assertReports(output, files);
        assertThat(output.rows("late_revenue")).isEmpty();
        output.assertBalanced();
    }

    private static List<DirtyFile> layouts() {
        return List.of(
                new DirtyFile("byte-order-mark.csv")
                        .bytes(0xEF, 0xBB, 0xBF)
                        .header(HEADER)
                        .counts(row("0", "11"), "0", "11"),
                new DirtyFile("byte-order-mark-without-header.csv")
                        .bytes(0xEF, 0xBB, 0xBF)
                        .counts(row("0", "12"), "0", "12"),
                new DirtyFile("carriage-returns.csv")
                        .header(HEADER + "\r")
                        .counts(row("1", "13") + "\r", "1", "13")
                        .blank("\r")
                        .rejects(WRONG_COLUMN_COUNT, "a,b\r"),
                new DirtyFile("reordered-header.csv")
                        .header("DEBIT_AMOUNT_42,RECORD_DATE,PAYTYPE_515")
                        .counts("14.5,2020/08/30 00:14:59,1", "1", "14.5")
                        .rejects(WRONG_COLUMN_COUNT, row("1", "1")),
                new DirtyFile("extra-columns.csv")
                        .header("NEW_1," + HEADER + ",NEW_2")
                        .counts("x," + row("0", "15") + ",y", "0", "15")
                        .rejects(WRONG_COLUMN_COUNT, row("0", "1")),
                new DirtyFile("concatenated.csv")
                        .header(HEADER)
                        .counts(row("0", "16"), "0", "16")
                        .header(HEADER)
                        .counts(row("0", "17"), "0", "17"),
                new DirtyFile("header-only-further-down.csv")
                        .counts(row("0", "18"), "0", "18")
                        .header(HEADER)
                        .counts(row("0", "19"), "0", "19"));
    }

    private static List<DirtyFile> lines() {
        return List.of(
                new DirtyFile("quotes.csv")
                        .counts(row("\"0\"", "\"21\""), "0", "21")
                        .counts(
                                row("1", "22").replace("0,2020", "\"a,\"\"b\"\",c\",2020"),
                                "1",
                                "22"),
                new DirtyFile("unclosed-quote.csv")
                        .counts(row("0", "23"), "0", "23")
                        .rejects(BAD_QUOTING, "\"" + row("0", "1"))
                        .counts(row("0", "24"), "0", "24")
                        .rejects(BAD_QUOTING, row("\"0\"x", "1"))
                        .counts(row("0", "25"), "0", "25"),
                new DirtyFile("column-counts.csv")
                        .rejects(WRONG_COLUMN_COUNT, row("0", "1").replaceFirst("^0,", ""))
                        .counts(row("0", "26"), "0", "26")
                        .rejects(WRONG_COLUMN_COUNT, row("0", "1") + ",17")
                        .rejects(WRONG_COLUMN_COUNT, ","),
                new DirtyFile("no-last-line-end.csv")
                        .counts(row("0", "27"), "0", "27")
                        .counts(row("0", "28"), "0", "28")
                        .withoutLastLineEnd(),
                new DirtyFile("torn-last-line.csv")
                        .counts(row("0", "29"), "0", "29")
                        .rejects(WRONG_COLUMN_COUNT, "0,2020/08/30 00:00:00,1,2")
                        .withoutLastLineEnd(),
                new DirtyFile("blank-lines.csv")
                        .blank("")
                        .header(HEADER)
                        .blank(" \t ")
                        .counts(row("0", "30"), "0", "30")
                        .blank("")
                        .blank(""),
                new DirtyFile("no-text.csv")
                        .rejects(
                                WRONG_COLUMN_COUNT,
                                new byte[] {0, (byte) 0xFF, (byte) 0xC3, '"', 0, '\r', 'x'})
                        .counts(row("0", "31").replaceFirst("^0", "\0"), "0", "31")
                        .rejects(BAD_AMOUNT, row("0", "3\0")),
                new DirtyFile("not-utf-8.csv")
                        .bytes(0xFF, 0xFE, 0xC3)
                        .counts(row("0", "32"), "0", "32")
                        .rejects(
                                BAD_RECORD_DATE,
                                row("2020/08/30 00:01:0\u00e9", "0", "1")
                                        .getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static List<DirtyFile> values() {
        return List.of(
                new DirtyFile("dates.csv")
                        .rejects(BAD_RECORD_DATE, row("2020/02/30 00:00:00", "0", "1"))
                        .rejects(BAD_RECORD_DATE, row("2020-08-30 00:00:00", "0", "1"))
                        .rejects(BAD_RECORD_DATE, row("", "0", "1"))
                        .rejects(FUTURE_RECORD_DATE, row("2099/01/01 00:00:00", "0", "1"))
                        .counts(row(" 2020/08/30 00:00:00 ", "0", "41"), "0", "41"),
                new DirtyFile("amounts.csv")
                        .rejects(BAD_AMOUNT, row("0", ""))
                        .counts(row("0", "1e3"), "0", "1000")
                        .counts(row("0", "12.345"), "0", "12.35")
                        .counts(row("0", "-0"), "0", "0")
                        .counts(row("0", "-12.345"), "0", "-12.35")
                        .rejects(BAD_AMOUNT, row("0", "1000000000000"))
                        .rejects(BAD_AMOUNT, row("0", "NaN"))
                        .rejects(BAD_AMOUNT, row("0", "0x10")),
                new DirtyFile("sum-beyond-long.csv")
                        .countsEach(100_000, row("1", "999999999999"), "1", "999999999999"),
                new DirtyFile("paytypes.csv")
                        .counts(row("", "42"), "", "42")
                        .counts(row("1.0", "43"), "1", "43")
                        .counts(row("x", "44"), "", "44")
                        .counts(row("7", "45"), "7", "45")
                        .counts(row("2", "46"), "2", "46")
                        .counts(row("99999999999", "47"), "", "47"));
    }

    private static List<DirtyFile> sizes() {
        byte[] fiveMebibytes = new byte[5 << 20];
        Arrays.fill(fiveMebibytes, (byte) 'x');
        return List.of(
                new DirtyFile("empty.csv"),
                new DirtyFile("one-byte.csv").rejects(WRONG_COLUMN_COUNT, "x").withoutLastLineEnd(),
                new DirtyFile("one-line-end.csv").blank(""),
                new DirtyFile("long-line.csv")
                        .counts(row("0", "51"), "0", "51")
                        .rejects(TOO_LONG, fiveMebibytes)
                        .counts(row("0", "52"), "0", "52")
                        .rejects(TOO_LONG, fiveMebibytes)
                        .withoutLastLineEnd());
    }

    private static List<DirtyFile> storage() {
        return List.of(
                new DirtyFile("compressed.csv.gz")
                        .header(HEADER)
                        .counts(row("0", "61"), "0", "61")
                        .rejects(WRONG_COLUMN_COUNT, "a,b")
                        .counts(row("0", "62"), "0", "62")
                        .compressed(),
                new DirtyFile("truncated.csv.gz")
                        .counts(row("0", "63"), "0", "63")
                        .counts(row("0", "64"), "0", "64")
                        .compressed()
                        .brokenOff(8),
                // It looks whole, but who knows how it went on.
                new DirtyFile("truncated-in-a-line.csv.gz")
                        .counts(row("0", "67"), "0", "67")
                        .rejects(WRONG_COLUMN_COUNT, row("0", "68"))
                        .withoutLastLineEnd()
                        .compressed()
                        .brokenOff(8),
                new DirtyFile("not-compressed.csv.gz").bytes('a', ',', 'b').endsAs("UNREADABLE"),
                new DirtyFile("empty.csv.gz").endsAs("TRUNCATED"),
                new DirtyFile("a name with spaces, \"quotes\" & \u067e\u06cc\u0627\u0645\u06a9.csv")
                        .counts(row("0", "65"), "0", "65")
                        .rejects(WRONG_COLUMN_COUNT, "\u067e\u06cc\u0627\u0645\u06a9"),
                new DirtyFile("below/further/below.csv").counts(row("0", "66"), "0", "66"),
                new DirtyFile("vanished.csv").endsAs("MISSING"),
                new DirtyFile("unreadable.csv").endsAs("UNREADABLE"));
    }

    private void writeWhatIsNoInput() throws IOException {
        for (String name : List.of(".hidden", "_hidden.csv", ".below/x.csv", "_below/x.csv")) {
            new DirtyFile(name).counts(row("0", "1"), "0", "1").writeInto(workspace.input());
        }
        Files.createDirectories(workspace.input().resolve("empty-folder"));
    }

    private void assertRejected(Output output, List<DirtyFile> files) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (DirtyFile file : files) {
            for (Rejected rejected : file.rejected) {
                String line = new String(rejected.line(), StandardCharsets.ISO_8859_1);
                expected.put(
                        file.name + " at " + rejected.offset(), rejected.reason() + " " + line);
                assertThat(new String(file.content(), StandardCharsets.ISO_8859_1))
                        .as("%s from %d", file.name, rejected.offset())
                        .matches(all -> all.startsWith(line, (int) rejected.offset()));
            }
        }
        Map<String, String> actual = new TreeMap<>();
        for (NamedCsvRecord row : output.rows("rejected_rows")) {
            String place = utf8(row.getField("file")) + " at " + row.getField("byte_offset");
            assertThat(actual.put(place, row.getField("reason") + " " + Output.rejectedLine(row)))
                    .as("a second row for %s", place)
                    .isNull();
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static void assertLedger(Output output, List<DirtyFile> files) throws IOException {
        Map<String, NamedCsvRecord> ledger = new TreeMap<>();
        output.ledger().forEach((file, row) -> ledger.put(utf8(file), row));
        assertThat(ledger.keySet())
                .containsExactlyElementsOf(files.stream().map(file -> file.name).sorted().toList());
        for (DirtyFile file : files) {
            assertThat(ledgerFields(ledger.get(file.name)))
                    .as(file.name)
                    .isEqualTo(expectedLedgerFields(file));
        }
    }

    private static Map<String, String> expectedLedgerFields(DirtyFile file) {
        Map<String, String> fields = new TreeMap<>();
        long accepted = file.accepted.stream().mapToLong(Accepted::count).sum();
        long unknown =
                file.accepted.stream()
                        .filter(row -> row.paytype().isEmpty())
                        .mapToLong(Accepted::count)
                        .sum();
        BigDecimal revenue =
                file.accepted.stream()
                        .map(DirtyInputIT::revenue)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        fields.put("size_bytes", Integer.toString(file.stored().length));
        fields.put("status", file.status);
        fields.put("accepted", Long.toString(accepted));
        fields.put("rejected", Integer.toString(file.rejected.size()));
        for (RejectReason reason : RejectReason.values()) {
            long count = file.rejected.stream().filter(row -> row.reason() == reason).count();
            fields.put(reason.name().toLowerCase(Locale.ROOT), Long.toString(count));
        }
        fields.put("unknown_paytype", Long.toString(unknown));
        fields.put("blank_lines", Long.toString(file.blankLines));
        fields.put("header_lines", Long.toString(file.headerLines));
        fields.put("revenue", revenue.setScale(6).toPlainString());
        return fields;
    }

    private static Map<String, String> ledgerFields(NamedCsvRecord row) {
        Map<String, String> fields = new TreeMap<>(row.getFieldsAsMap());
        List.of("file", "rows", "late", "first_record", "last_record", "read_at")
                .forEach(fields::remove);
        return fields;
    }

    private static void assertReports(Output output, List<DirtyFile> files) throws IOException {
        Map<String, String> labels =
                Map.of(
                        "0",
                        "Prepaid",
                        "1",
                        "Postpaid",
                        "2",
                        "Prepaid",
                        "7",
                        "Unknown (7)",
                        "",
                        "Unknown");
        Figures expected = new Figures();
        for (DirtyFile file : files) {
            for (Accepted row : file.accepted) {
                BigDecimal one = row.amount().divide(DIVISOR).setScale(6);
                BigDecimal all = revenue(row);
                expected.addDay("2020-08-30", all);
                expected.addRevenue(WINDOW, row.paytype(), all);
                expected.addBounds(WINDOW, row.paytype(), one, one);
                expected.addLabel(
                        WINDOW, labels.get(row.paytype()), BigDecimal.valueOf(row.count()), all);
            }
        }
        assertThat(output.published().values()).isEqualTo(expected.values());
        assertThat(output.rows("count_revenue_15min"))
                .extracting(row -> row.getField("Pay_type"))
                .containsExactly("Postpaid", "Prepaid", "Unknown", "Unknown (7)");
        assertThat(output.rows("revenue_15min"))
                .extracting(row -> row.getField("paytype"))
                .containsExactly("", "0", "1", "2", "7");
        assertThat(output.rows("minmax_15min"))
                .extracting(row -> row.getField("paytype"))
                .containsExactly("", "0", "1", "2", "7");
    }

    private static BigDecimal revenue(Accepted row) {
        return row.amount().multiply(BigDecimal.valueOf(row.count())).divide(DIVISOR).setScale(6);
    }

    /** Outputs are read byte by byte; names of files are UTF-8. */
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
