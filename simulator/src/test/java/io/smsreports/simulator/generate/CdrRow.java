package io.smsreports.simulator.generate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One row of a written file, read back without any code of the writers. */
record CdrRow(String line, LocalDateTime recordDate, String paytype, BigDecimal amount) {

    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss")
                    .withResolverStyle(ResolverStyle.STRICT);

    /** Returns the rows of the files in order; the first file's first line is the header. */
    static List<CdrRow> read(List<Path> files) throws IOException {
        Map<String, LocalDateTime> dates = new HashMap<>();
        List<CdrRow> rows = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            boolean first = file.equals(files.get(0));
            for (String line : lines.subList(first ? 1 : 0, lines.size())) {
                String[] columns = line.split(",", -1);
                LocalDateTime recordDate =
                        dates.computeIfAbsent(
                                columns[6], text -> LocalDateTime.parse(text, RECORD_DATE));
                BigDecimal amount = new BigDecimal(columns[8]);
                rows.add(new CdrRow(line, recordDate, columns[7].intern(), amount));
            }
        }
        return rows;
    }

    /** Returns the row's columns as they stand in its line. */
    List<String> columns() {
        return List.of(line.split(",", -1));
    }
}
