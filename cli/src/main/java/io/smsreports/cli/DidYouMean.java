package io.smsreports.cli;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command or flag that a mistyped one was probably meant to be. */
final class DidYouMean {

    /**
     * One slip in every so many letters; with more of them any short word would be like another.
     */
    private static final int LETTERS_PER_SLIP = 3;

    private DidYouMean() {}

    /** The end of a message about an argument that no command or flag matches, or nothing. */
    static String hint(UnmatchedArgumentException e) {
        if (e.getUnmatched().isEmpty()) {
            return "";
        }
        String typed = e.getUnmatched().get(0).replaceFirst("=.*", "");
        return nearest(typed, names(e.getCommandLine().getCommandSpec()))
                .map("; did you mean %s?"::formatted)
                .orElse("");
    }

    private static Set<String> names(CommandSpec command) {
        Set<String> names = new LinkedHashSet<>(command.subcommands().keySet());
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                names.addAll(Set.of(option.names()));
            }
        }
        return names;
    }

    /** The name with the fewest slips, if they are few for its length. */
    static Optional<String> nearest(String typed, Set<String> names) {
        return names.stream()
                .filter(name -> letters(name) > 1)
                .filter(name -> slips(typed, name) <= Math.max(1, letters(name) / LETTERS_PER_SLIP))
                .min(
                        Comparator.comparingInt((String name) -> slips(typed, name))
                                .thenComparing(Comparator.naturalOrder()));
    }

    private static int letters(String name) {
        return name.replaceFirst("^-+", "").length();
    }

    /** How many letters were left out, added, changed or swapped with the next one. */
    private static int slips(String typed, String meant) {
        int[][] slips = new int[typed.length() + 1][meant.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            for (int j = 0; j <= meant.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : slips(typed, i, meant, j, slips);
            }
        }
        return slips[typed.length()][meant.length()];
    }

    private static int slips(String typed, int i, String meant, int j, int[][] slips) {
        int change = typed.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1;
        int least =
                Math.min(
                        slips[i - 1][j - 1] + change,
                        Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && typed.charAt(i - 1) == meant.charAt(j - 2)
                        && typed.charAt(i - 2) == meant.charAt(j - 1);
        return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
    }
}
