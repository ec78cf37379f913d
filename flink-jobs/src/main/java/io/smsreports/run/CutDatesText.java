package io.smsreports.run;

import io.smsreports.model.Revenue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The refusal of a batch that would cut dates, for people: which, by how much, why, what to do. */
final class CutDatesText {

    /** Enough to find the rest. */
    private static final int NAMED_FILES = 3;

    /** A line of a terminal or two. */
    private static final int NAMED_DATES = 7;

    private CutDatesText() {}

    static String reason(CutDates cut) {
        List<String> reasons = new ArrayList<>();
        because(reasons, cut, CutDates.Reason.ABSENT, "and %s not in the input", "is", "are");
        because(reasons, cut, CutDates.Reason.UNREAD, "and %s not read whole", "was", "were");
        because(
                reasons,
                cut,
                CutDates.Reason.OTHER,
                "and %s rows of other dates instead now",
                "has",
                "have");
        if (!cut.files(CutDates.Reason.UNKNOWN).isEmpty()) {
            reasons.add(
                    "file_days does not name the files of all rows of "
                            + shortened(cut.files(CutDates.Reason.UNKNOWN), NAMED_DATES));
        }
        return "Published rows would vanish, "
                + losses(cut)
                + ": "
                + String.join("; ", reasons)
                + ".";
    }

    private static void because(
            List<String> reasons,
            CutDates cut,
            CutDates.Reason reason,
            String text,
            String one,
            String many) {
        Collection<String> files = cut.files(reason);
        if (!files.isEmpty()) {
            reasons.add(
                    "%s counted there ".formatted(shortened(files, NAMED_FILES))
                            + text.formatted(files.size() == 1 ? one : many));
        }
    }

    private static String losses(CutDates cut) {
        List<String> losses = new ArrayList<>();
        for (Map.Entry<String, CutDates.Loss> loss : cut.losses().entrySet()) {
            losses.add("of " + loss.getKey() + " " + text(loss.getValue()));
        }
        return losses.size() == 1
                ? losses.get(0)
                : shortened(losses, NAMED_DATES) + ", in all " + text(cut.total());
    }

    private static String text(CutDates.Loss loss) {
        return "%d %s (revenue %s)"
                .formatted(
                        loss.rows(),
                        loss.rows() == 1 ? "row" : "rows",
                        Revenue.text(loss.revenue()));
    }

    /**
     * What to do.
     *
     * @param restatable dates that the batch can restate without cutting any, or none
     */
    static String remedy(CutDates cut, Set<String> restatable) {
        List<String> remedies = new ArrayList<>();
        List<String> mending = new ArrayList<>();
        if (!cut.files(CutDates.Reason.ABSENT).isEmpty()) {
            mending.add(
                    "add these files to the input (as an empty file of the same name, if its rows"
                            + " shall not count any more)");
        }
        if (!cut.files(CutDates.Reason.UNREAD).isEmpty()) {
            mending.add("mend what file_ledger would call unreadable or truncated");
        }
        if (!cut.files(CutDates.Reason.OTHER).isEmpty()) {
            mending.add(
                    "give a new delivery names of its own (if it is a corrected one, name each of its"
                            + " dates with --date)");
        }
        if (!mending.isEmpty()) {
            remedies.add(String.join(" and ", mending));
        }
        if (!restatable.isEmpty()) {
            remedies.add("restate only the dates of which the input has all: " + flags(restatable));
        }
        remedies.add("give --replace-all to let these rows vanish");
        return sentence(remedies, ", or ") + ".";
    }

    private static String flags(Set<String> dates) {
        List<String> flags = dates.stream().map(date -> "--date " + date).toList();
        String named = String.join(" ", flags.subList(0, Math.min(NAMED_DATES, flags.size())));
        return flags.size() > NAMED_DATES
                ? named + " and " + (flags.size() - NAMED_DATES) + " more"
                : named;
    }

    private static String sentence(List<String> parts, String glue) {
        String text = String.join(glue, parts);
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    private static String shortened(Collection<String> names, int limit) {
        List<String> all = List.copyOf(names);
        String first = String.join(", ", all.subList(0, Math.min(limit, all.size())));
        return all.size() > limit ? first + " and " + (all.size() - limit) + " more" : first;
    }
}
