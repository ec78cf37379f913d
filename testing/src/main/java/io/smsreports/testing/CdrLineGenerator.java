package io.smsreports.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes lines as a broken world might deliver them: good rows, and rows bent in one or several
 * ways. Each character stands for the byte of the same number; no line holds an LF.
 */
public final class CdrLineGenerator {

    private static final List<String> ODD_DATES =
            List.of(
                    "",
                    "2020/02/29 12:00:00",
                    "2019/02/29 12:00:00",
                    "1900/02/29 12:00:00",
                    "2000/02/29 12:00:00",
                    "2020/04/31 00:00:00",
                    "2020/12/31 23:59:59",
                    "2021/01/01 00:00:00",
                    "0000/01/01 00:00:00",
                    "9999/12/31 23:59:59",
                    "2020/08/30 24:00:00",
                    "2020/08/30 23:59:60",
                    "2020/08/30",
                    "2020-08-30 00:00:00",
                    "2020/08/30T00:00:00",
                    "2020/08/30  00:00:0",
                    "2020/8/30 00:00:00",
                    "+020/08/30 00:00:00",
                    "-001/08/30 00:00:00");

    private static final List<String> ODD_NUMBERS =
            List.of(
                    "",
                    "-0",
                    "+0.0",
                    ".5",
                    "5.",
                    ".",
                    "-",
                    "+",
                    "e",
                    "1e",
                    "e1",
                    "1e+",
                    "1e3",
                    "1E-3",
                    "-.5e1",
                    "1e0",
                    "1.0",
                    "+1",
                    "0.005",
                    "-0.005",
                    "0.0049999",
                    "1.5",
                    "999999999999",
                    "999999999999.995",
                    "1000000000000",
                    "-1000000000000",
                    "1e12",
                    "1e11",
                    "0e99999999999",
                    "1e999999999",
                    "1e-999999999",
                    "1e2147483648",
                    "9e-99999999999",
                    "2147483647",
                    "2147483648",
                    "-2147483647",
                    "-2147483648",
                    "NaN",
                    "Infinity",
                    "0x1",
                    "1_0",
                    "1 0",
                    "1,5",
                    "1f",
                    "\u00b2",
                    inUtf8("٣"));

    private static final String NUMBER_CHARACTERS = "00123456789..eE+-";

    private final SplittableRandom random;

    public CdrLineGenerator(SplittableRandom random) {
        this.random = random;
    }

    /** A line for a file of this columns, or one that looks like it. */
    public String line(CdrColumns columns) {
        int kind = random.nextInt(100);
        if (kind == 0) {
            return blanks();
        }
        if (kind == 1) {
            return header(random.nextBoolean() ? columns : CdrColumns.DEFAULT);
        }
        if (kind == 2) {
            return randomText(random.nextInt(60));
        }
        List<String> fields = fields(columns);
        if (kind < 30) {
            return String.join(",", fields);
        }
        for (int bends = 1 + random.nextInt(3); bends > 0; bends--) {
            bendAField(fields, columns);
        }
        String line = String.join(",", fields);
        return kind < 75 ? line : bendTheLine(line);
    }

    private List<String> fields(CdrColumns columns) {
        List<String> fields = new ArrayList<>();
        for (int column = 0; column < columns.names().size(); column++) {
            if (column == columns.recordDate()) {
                fields.add(date());
            } else if (column == columns.paytype()) {
                fields.add(String.valueOf(random.nextInt(4)));
            } else if (column == columns.amount()) {
                fields.add(amount());
            } else {
                fields.add(random.nextInt(3) == 0 ? "" : String.valueOf(random.nextInt()));
            }
        }
        return fields;
    }

    private void bendAField(List<String> fields, CdrColumns columns) {
        int column = random.nextInt(fields.size());
        switch (random.nextInt(12)) {
            case 0 -> fields.set(column, '"' + fields.get(column) + '"');
            case 1 -> fields.replaceAll(field -> '"' + field + '"');
            case 2 -> fields.set(column, "\"a, \"\"" + fields.get(column) + "\"\"\"");
            case 3 -> fields.set(column, blanks() + fields.get(column) + blanks());
            case 4 -> fields.set(column, '"' + blanks() + fields.get(column) + blanks() + '"');
            case 5 -> fields.add(column, "");
            case 6 -> fields.remove(column);
            case 7 -> replace(fields, columns.recordDate(), oddDate());
            case 8 -> replace(fields, columns.amount(), oddNumber());
            case 9 -> replace(fields, columns.paytype(), oddNumber());
            case 10 -> fields.set(column, inUtf8("žluťoučký 日本 🙂"));
            default -> fields.set(column, randomText(random.nextInt(12)));
        }
        if (fields.isEmpty()) {
            fields.add("");
        }
    }

    private String bendTheLine(String line) {
        int at = random.nextInt(line.length() + 1);
        String before = line.substring(0, at);
        String after = line.substring(at);
        return switch (random.nextInt(8)) {
            case 0 -> before;
            case 1 -> after;
            case 2 -> before + '"' + after;
            case 3 -> before + ',' + after;
            case 4 -> before + "\0" + after;
            case 5 -> before + '\r' + after;
            case 6 -> line + before;
            default -> before + randomText(1) + after.substring(Math.min(1, after.length()));
        };
    }

    private static void replace(List<String> fields, int column, String text) {
        if (column < fields.size()) {
            fields.set(column, text);
        }
    }

    private String date() {
        return "2020/%02d/%02d %02d:%02d:%02d"
                .formatted(
                        8 + random.nextInt(2),
                        29 + random.nextInt(2),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60));
    }

    private String oddDate() {
        if (random.nextBoolean()) {
            return ODD_DATES.get(random.nextInt(ODD_DATES.size()));
        }
        StringBuilder date = new StringBuilder(date());
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            char changed =
                    random.nextInt(4) == 0
                            ? (char) randomByte()
                            : (char) ('0' + random.nextInt(10));
            date.setCharAt(random.nextInt(date.length()), changed);
        }
        return date.toString();
    }

    private String amount() {
        return switch (random.nextInt(4)) {
            case 0 -> String.valueOf(random.nextInt(-1_000_000, 1_000_000));
            case 1 -> random.nextInt(1_000) + "." + random.nextInt(100);
            case 2 -> String.valueOf(random.nextLong(-2_000_000_000_000L, 2_000_000_000_000L));
            default -> random.nextLong(1_000_000_000_000L) + "." + random.nextInt(1_000_000);
        };
    }

    private String oddNumber() {
        return switch (random.nextInt(4)) {
            case 0 -> ODD_NUMBERS.get(random.nextInt(ODD_NUMBERS.size()));
            case 1 -> amount() + "e" + random.nextInt(-20, 20);
            case 2 -> "0".repeat(random.nextInt(30)) + amount() + "0".repeat(random.nextInt(30));
            default -> {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(16); length > 0; length--) {
                    int character = random.nextInt(NUMBER_CHARACTERS.length());
                    text.append(NUMBER_CHARACTERS.charAt(character));
                }
                yield text.toString();
            }
        };
    }

    private String header(CdrColumns columns) {
        String separator = random.nextBoolean() ? "," : " ,\t";
        String header = String.join(separator, columns.names());
        return random.nextInt(3) == 0 ? bendTheLine(header) : header;
    }

    private String blanks() {
        StringBuilder blanks = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            blanks.append(random.nextBoolean() ? ' ' : '\t');
        }
        return blanks.toString();
    }

    private String randomText(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) randomByte());
        }
        return text.toString();
    }

    /** Any byte but LF, those with a meaning more often. */
    private int randomByte() {
        int value =
                random.nextInt(3) == 0
                        ? "\",\r\t \0".charAt(random.nextInt(6))
                        : random.nextInt(256);
        return value == '\n' ? '\r' : value;
    }

    private static String inUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
