package io.smsreports.reconcile;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smsreports.model.Revenue;
import io.smsreports.reconcile.output.AtRisk;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.report.CorrectedStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a reconciliation says, for a person or a machine to read. Its components, in snake case, are
 * the fields of {@code --json}: docs/reconcile.md lists them, and machines rely on them.
 *
 * @param output the output, as the user named it
 * @param state whose output it is and how it ended, in one line
 * @param complete whether nothing more is to come, so that every row must be accounted for
 * @param days ascending
 * @param rejectedWithoutDate rejected rows without a readable date
 * @param rejectedOfOtherDates rejected rows of dates that have no accepted row
 * @param files how many files the ledger has of each status
 * @param filesNotWhole the files that were not read to their end, with their status
 * @param windowsWithoutRecords runs of windows without any record, between the first and the last
 *     one
 * @param inProgress what is open for now and no mismatch
 * @param remarks what else to know
 * @param mismatches every check that failed
 */
@JsonPropertyOrder({"output", "state", "complete", "balances"})
public record ReconciliationReport(
        String output,
        String state,
        boolean complete,
        List<Day> days,
        AtRisk rejectedWithoutDate,
        AtRisk rejectedOfOtherDates,
        Map<String, Long> files,
        Map<String, String> filesNotWhole,
        List<Gap> windowsWithoutRecords,
        List<String> inProgress,
        List<String> remarks,
        List<Mismatch> mismatches) {

    /** Amounts are texts with 6 decimals: many readers take JSON's numbers for floating point. */
    private static final ObjectWriter JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .addModules(new JavaTimeModule(), new Jdk8Module())
                    .addModule(new SimpleModule().addSerializer(BigDecimal.class, new Amount()))
                    .build()
                    .writerWithDefaultPrettyPrinter();

    private static final class Amount extends JsonSerializer<BigDecimal> {
        @Override
        public void serialize(BigDecimal amount, JsonGenerator json, SerializerProvider context)
                throws IOException {
            json.writeString(Revenue.text(amount));
        }
    }

    /** The report as indented JSON, without a line end. */
    public String json() throws IOException {
        return JSON.writeValueAsString(this);
    }

    /** Whether everything that was checked holds. */
    @JsonProperty
    public boolean balances() {
        return mismatches.isEmpty();
    }

    /** How the totals of a day stand. */
    public enum Result {
        /** Everything adds up. */
        OK,
        /** The rows in its figures are more than those of the files that are read to their end. */
        IN_PROGRESS,
        /** A check of this day failed. */
        MISMATCH
    }

    /**
     * An event date.
     *
     * @param status as in the corrected reports
     * @param files files that are read to their end and have accepted rows of this date
     * @param accepted their rows
     * @param debits the sum of their amounts that are not negative, as revenue
     * @param reversals the sum of the negative ones
     * @param published the sum of report 2
     * @param late the sum of late_revenue
     * @param open the sum of the windows that are not published yet
     */
    @JsonPropertyOrder({
        "date",
        "status",
        "files",
        "accepted",
        "debits",
        "reversals",
        "published",
        "late",
        "open",
        "net"
    })
    public record Day(
            LocalDate date,
            CorrectedStatus status,
            long files,
            long accepted,
            BigDecimal debits,
            BigDecimal reversals,
            BigDecimal published,
            BigDecimal late,
            BigDecimal open,
            AtRisk rejected,
            Result result) {

        /** The day's revenue as known so far. */
        @JsonProperty
        public BigDecimal net() {
            return published.add(late).add(open);
        }
    }

    /**
     * Windows without any record.
     *
     * @param from the first one's start
     * @param to the last one's end
     */
    public record Gap(Instant from, Instant to, long windows) {}
}
