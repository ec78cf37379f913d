package io.smsreports.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The reports of the job or of an output, in the order in which users see them: those with the
 * fewest key columns first, for they are the totals; among equals, as their SQL files are numbered;
 * what only streaming has comes last.
 */
public record ReportCatalogue(List<ReportDefinition> reports) {

    private static final Comparator<ReportDefinition> ORDER =
            Comparator.comparing(ReportDefinition::streamingOnly)
                    .thenComparingInt(report -> report.key().size());

    /** No reports. */
    public static final ReportCatalogue NONE = new ReportCatalogue(List.of());

    /** Sorts the reports; the order of equals stays. */
    public ReportCatalogue(List<ReportDefinition> reports) {
        this.reports = reports.stream().sorted(ORDER).toList();
    }

    /** The names of all reports. */
    public List<String> names() {
        return reports.stream().map(ReportDefinition::name).toList();
    }

    /** The reports of the figures themselves: all but those of what came late. */
    public List<ReportDefinition> ofFigures() {
        return reports.stream().filter(report -> !report.streamingOnly()).toList();
    }

    /** The report of this name, or empty. */
    public Optional<ReportDefinition> find(String name) {
        return reports.stream().filter(report -> report.name().equals(name)).findFirst();
    }

    /** These, and those of others that are not among them. */
    public ReportCatalogue with(ReportCatalogue others) {
        List<ReportDefinition> all = new ArrayList<>(reports);
        others.reports.stream().filter(other -> find(other.name()).isEmpty()).forEach(all::add);
        return new ReportCatalogue(all);
    }

    /** The names for a sentence: {@code a, b or c}. */
    public static String oneOf(Collection<ReportDefinition> reports) {
        List<String> names = reports.stream().map(ReportDefinition::name).toList();
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : names.stream().limit(last).collect(Collectors.joining(", "))
                        + " or "
                        + names.get(last);
    }
}
