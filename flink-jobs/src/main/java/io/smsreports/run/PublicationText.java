package io.smsreports.run;

import io.smsreports.model.TextTable;
import java.util.ArrayList;
import java.util.List;

/** What a batch has replaced, before and after, for people. */
public final class PublicationText {

    private static final List<String> HEADINGS =
            List.of("date", "report", "rows", "revenue before", "revenue after");

    private PublicationText() {}

    /** A table with a line for each date and report; nothing if nothing was there to replace. */
    public static List<String> lines(Publication publication) {
        List<List<String>> rows = new ArrayList<>();
        for (Publication.Change change : publication.changes()) {
            if (change.isOfNoRows()) {
                continue;
            }
            rows.add(
                    List.of(
                            change.date(),
                            change.report(),
                            change.before().rows() + " → " + change.after().rows(),
                            change.before().revenue(),
                            change.after().revenue()));
        }
        return rows.isEmpty() ? List.of() : new TextTable(HEADINGS, rows).lines();
    }
}
