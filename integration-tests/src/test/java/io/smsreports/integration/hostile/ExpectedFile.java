package io.smsreports.integration.hostile;

import io.smsreports.model.RejectReason;
import io.smsreports.testing.CdrColumns;
import io.smsreports.testing.CdrOracle;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What must become of a file's lines, found without the job's code: lines are what lies between
 * LFs, and {@link CdrOracle} says what each is.
 */
final class ExpectedFile {

    private static final int LONGEST = 1 << 20;

    private static final int KEPT = 1_000;

    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private static final BigDecimal MINOR_UNITS = new BigDecimal("1000");

    private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    private final List<String> rejectedRows = new ArrayList<>();
    private long accepted;
    private long unknownPaytype;
    private long blankLines;
    private long headerLines;
    private BigDecimal minor = BigDecimal.ZERO;
    private boolean listsRejectedRows = true;

    /** What is expected of a file without a line. */
    ExpectedFile() {}

    /**
     * Reads a whole file.
     *
     * @param content decompressed
     * @param brokenOff whether it went on, so that a last line without its end cannot be trusted
     * @param modified the file's time
     */
    static ExpectedFile of(byte[] content, boolean brokenOff, Instant modified) {
        ExpectedFile expected = new ExpectedFile();
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int from = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        long latest = modified.plusSeconds(86_400).getEpochSecond();
        Optional<CdrColumns> layout = Optional.empty();
        while (from < text.length()) {
            int lineFeed = text.indexOf('\n', from);
            int to = lineFeed < 0 ? text.length() : lineFeed;
            String line = text.substring(from, to);
            if (layout.isEmpty() && !isBlank(line)) {
                layout = Optional.of(layoutBy(withoutReturn(line)));
            }
            if (lineFeed < 0 && brokenOff && line.length() <= LONGEST) {
                expected.reject(RejectReason.WRONG_COLUMN_COUNT, from, line);
            } else {
                expected.add(withoutReturn(line), from, layout.orElse(CdrColumns.DEFAULT), latest);
            }
            from = to + 1;
        }
        return expected;
    }

    private static boolean isBlank(String line) {
        return withoutReturn(line).chars().allMatch(letter -> letter == ' ' || letter == '\t');
    }

    private static CdrColumns layoutBy(String firstLine) {
        return firstLine.length() > LONGEST
                ? CdrColumns.DEFAULT
                : CdrOracle.header(firstLine).orElse(CdrColumns.DEFAULT);
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private void add(String line, int offset, CdrColumns layout, long latest) {
        if (line.length() > LONGEST) {
            reject(RejectReason.TOO_LONG, offset, line.substring(0, KEPT));
            return;
        }
        String[] outcome = outcome(line, layout, latest).split(" ");
        switch (outcome[0]) {
            case "blank" -> blankLines++;
            case "header" -> headerLines++;
            case "reject" -> reject(RejectReason.valueOf(outcome[1]), offset, line);
            default -> accept(outcome[2], new BigDecimal(outcome[3]), 1);
        }
    }

    private static String outcome(String line, CdrColumns layout, long latest) {
        if (line.startsWith(BYTE_ORDER_MARK)) {
            String marked = line.substring(BYTE_ORDER_MARK.length());
            if (CdrOracle.outcome(marked, layout, latest).equals("header")) {
                return "header";
            }
        }
        return CdrOracle.outcome(line, layout, latest);
    }

    private void accept(String paytype, BigDecimal amountMinor, long times) {
        accepted += times;
        unknownPaytype += paytype.equals("-") ? times : 0;
        minor = minor.add(amountMinor.multiply(BigDecimal.valueOf(times)));
    }

    private void reject(RejectReason reason, int offset, String line) {
        rejected.merge(reason, 1L, Long::sum);
        rejectedRows.add(rejectedRow(Integer.toString(offset), reason.name(), line));
    }

    /** How {@link #rejectedRows} names a row. */
    static String rejectedRow(String offset, String reason, String line) {
        return offset + " " + reason + " " + line.length() + " " + line;
    }

    /** Rows that count, each with a known paytype and an amount in hundredths. */
    ExpectedFile accepts(long rows, long amountMinor) {
        accept("0", BigDecimal.valueOf(amountMinor), rows);
        return this;
    }

    /** Lines that are rejected, of which only the number is known. */
    ExpectedFile rejects(RejectReason reason, long rows) {
        rejected.merge(reason, rows, Long::sum);
        listsRejectedRows = false;
        return this;
    }

    ExpectedFile skips(long newBlankLines, long newHeaderLines) {
        blankLines += newBlankLines;
        headerLines += newHeaderLines;
        return this;
    }

    /** The columns of file_ledger that follow from the content. */
    Map<String, String> ledger() {
        Map<String, String> fields = new TreeMap<>();
        long rejects = rejected.values().stream().mapToLong(Long::longValue).sum();
        fields.put("rows", Long.toString(accepted + rejects));
        fields.put("accepted", Long.toString(accepted));
        fields.put("rejected", Long.toString(rejects));
        for (RejectReason reason : RejectReason.values()) {
            fields.put(
                    reason.name().toLowerCase(Locale.ROOT),
                    Long.toString(rejected.getOrDefault(reason, 0L)));
        }
        fields.put("unknown_paytype", Long.toString(unknownPaytype));
        fields.put("blank_lines", Long.toString(blankLines));
        fields.put("header_lines", Long.toString(headerLines));
        fields.put("revenue", minor.divide(MINOR_UNITS).setScale(6).toPlainString());
        return fields;
    }

    /** Every rejected row with its place and its line, sorted; empty if they are not known. */
    Optional<List<String>> rejectedRows() {
        if (!listsRejectedRows) {
            return Optional.empty();
        }
        Collections.sort(rejectedRows);
        return Optional.of(rejectedRows);
    }

    @Override
    public String toString() {
        return ledger() + Arrays.toString(rejectedRows.toArray());
    }
}
