package io.smsreports.reconcile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smsreports.reconcile.ReconciliationReport.Day;
import io.smsreports.reconcile.ReconciliationReport.Gap;
import io.smsreports.reconcile.ReconciliationReport.Risk;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * An account for machines, with stable names: docs/reconcile.md lists them. Amounts are texts with
 * 6 decimals, since many readers take JSON's numbers for floating point.
 */
public final class ReconciliationJson {

    private static final JsonMapper MAPPER = new JsonMapper();

    private ReconciliationJson() {}

    /** The account as indented JSON, without a line end. */
    public static String of(ReconciliationReport account) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("output", account.output());
        json.put("state", account.state());
        json.put("complete", account.complete());
        json.put("balances", account.balances());
        ArrayNode days = json.putArray("days");
        account.days().forEach(day -> add(days.addObject(), day));
        add(json.putObject("rejected_without_date"), account.undated());
        add(json.putObject("rejected_of_other_dates"), account.elsewhere());
        ObjectNode files = json.putObject("files");
        account.filesByStatus().forEach(files::put);
        ObjectNode notWhole = json.putObject("files_not_whole");
        account.filesNotWhole().forEach(notWhole::put);
        ArrayNode gaps = json.putArray("windows_without_records");
        account.emptyWindows().forEach(gap -> add(gaps.addObject(), gap));
        ArrayNode inProgress = json.putArray("in_progress");
        account.inProgress().forEach(inProgress::add);
        ArrayNode remarks = json.putArray("remarks");
        account.remarks().forEach(remarks::add);
        ArrayNode mismatches = json.putArray("mismatches");
        account.mismatches().forEach(mismatch -> add(mismatches.addObject(), mismatch));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static void add(ObjectNode json, Day day) {
        json.put("date", day.date().toString());
        json.put("status", day.status().label());
        json.put("files", day.files());
        json.put("accepted", day.accepted());
        put(json, "debits", day.debits());
        put(json, "reversals", day.reversals());
        put(json, "published", day.published());
        put(json, "late", day.late());
        put(json, "open", day.open());
        put(json, "net", day.net());
        add(json.putObject("rejected"), day.rejected());
        json.put("result", day.result().name());
    }

    private static void add(ObjectNode json, Risk risk) {
        json.put("rows", risk.rows());
        json.put("rows_without_amount", risk.rowsWithoutAmount());
        put(json, "amount", risk.amount());
        risk.revenue()
                .ifPresentOrElse(
                        revenue -> put(json, "at_risk", revenue), () -> json.putNull("at_risk"));
    }

    private static void add(ObjectNode json, Gap gap) {
        json.put("from", gap.from().toString());
        json.put("to", gap.to().toString());
        json.put("windows", gap.windows());
    }

    private static void add(ObjectNode json, Mismatch mismatch) {
        json.put("check", mismatch.check().label());
        mismatch.date()
                .ifPresentOrElse(
                        date -> json.put("date", date.toString()), () -> json.putNull("date"));
        json.put("subject", mismatch.subject());
        json.put("detail", mismatch.detail());
    }

    private static void put(ObjectNode json, String name, BigDecimal amount) {
        json.put(name, Money.text(amount));
    }
}
