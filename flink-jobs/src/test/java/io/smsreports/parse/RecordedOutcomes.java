package io.smsreports.parse;

import io.smsreports.model.RejectReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A sink that keeps what it is told, as text in the notation of {@code cdr-lines.txt}. */
final class RecordedOutcomes implements CdrSink {

    static final String BLANK = "blank";
    static final String HEADER = "header";

    private final byte[] bytes;
    private final List<String> outcomes = new ArrayList<>();
    private final List<String> rejectedLines = new ArrayList<>();

    private RecordedOutcomes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What a parser makes of the bytes in this range. */
    static RecordedOutcomes of(
            byte[] bytes, int from, int to, FileLayout layout, long latestEpochSecond) {
        RecordedOutcomes recorded = new RecordedOutcomes(bytes);
        new CdrParser(recorded, ZoneOffset.UTC).parse(bytes, from, to, layout, latestEpochSecond);
        return recorded;
    }

    static RecordedOutcomes of(byte[] bytes, FileLayout layout, long latestEpochSecond) {
        return of(bytes, 0, bytes.length, layout, latestEpochSecond);
    }

    static String accepted(long epochSecond, int paytype, long amountMinor) {
        return "accept %s %s %d"
                .formatted(
                        Instant.ofEpochSecond(epochSecond),
                        paytype == NO_PAYTYPE ? "-" : paytype,
                        amountMinor);
    }

    static String rejected(RejectReason reason, long epochSecond, long amountMinor) {
        return "reject %s %s %s"
                .formatted(
                        reason,
                        epochSecond == UNREADABLE ? "-" : Instant.ofEpochSecond(epochSecond),
                        amountMinor == UNREADABLE ? "-" : amountMinor);
    }

    /** One for every line, in order. */
    List<String> outcomes() {
        return outcomes;
    }

    /** The rejected lines' bytes, each as the character of the same number. */
    List<String> rejectedLines() {
        return rejectedLines;
    }

    @Override
    public void accept(long epochSecond, int paytype, long amountMinor) {
        outcomes.add(accepted(epochSecond, paytype, amountMinor));
    }

    @Override
    public void reject(RejectReason reason, int from, int to, long epochSecond, long amountMinor) {
        outcomes.add(rejected(reason, epochSecond, amountMinor));
        rejectedLines.add(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void blankLine() {
        outcomes.add(BLANK);
    }

    @Override
    public void headerLine() {
        outcomes.add(HEADER);
    }
}
