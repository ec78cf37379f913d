package io.smsreports.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, as GitHub reads it: prose, code spans and code blocks apart.
 *
 * @param file where it lies, absolute
 * @param prose its lines outside of code blocks; lines of code blocks are empty here, so that the
 *     numbers of lines hold
 * @param code the lines of its code blocks
 */
record MarkdownPage(Path file, List<String> prose, List<String> code) {

    /** Not where a backslash is before the bracket, nor in a code span. */
    private static final Pattern LINK =
            Pattern.compile("(?<!\\\\)\\]\\(([^()\\s]+)(?: \"[^\"]*\")?\\)");

    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)?");
    private static final Pattern CODE_SPAN =
            Pattern.compile("(`+)((?:(?!\\n\\n).)+?)\\1", Pattern.DOTALL);
    private static final Pattern FENCE = Pattern.compile(" *(?:[0-9]+[.] |- )?```.*");
    private static final Pattern NAMED_ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\">");

    /** A place that a page leads to, and the line of the page that it stands on. */
    record Link(int line, String target) {}

    static MarkdownPage read(Path file) throws IOException {
        return of(file, Files.readString(file));
    }

    static MarkdownPage of(Path file, String text) {
        List<String> prose = new ArrayList<>();
        List<String> code = new ArrayList<>();
        boolean inCode = false;
        for (String line : text.lines().toList()) {
            if (FENCE.matcher(line).matches()) {
                inCode = !inCode;
                prose.add("");
            } else if (inCode) {
                code.add(line);
                prose.add("");
            } else {
                prose.add(line);
            }
        }
        return new MarkdownPage(file, prose, code);
    }

    /** Its links to other places of the project; those to the web are left out. */
    List<Link> relativeLinks() {
        List<Link> links = new ArrayList<>();
        List<String> lines = withoutCodeSpans().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int line = i + 1;
            LINK.matcher(lines.get(i))
                    .results()
                    .map(match -> match.group(1))
                    .filter(target -> !target.matches("[a-z]+:.*"))
                    .forEach(target -> links.add(new Link(line, target)));
        }
        return links;
    }

    /** What may stand behind a # in a link to this page, by GitHub's rules. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> used = new HashMap<>();
        for (String line : prose) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor = anchor(heading.group(1));
                int before = used.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
            NAMED_ANCHOR.matcher(line).results().forEach(match -> anchors.add(match.group(1)));
        }
        return anchors;
    }

    /** Letters, digits, hyphens and underscores stay, blanks become hyphens, all else goes. */
    private static String anchor(String heading) {
        return heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
                .replace(' ', '-');
    }

    /** The texts that it sets as code within its prose. */
    Stream<String> codeSpans() {
        return CODE_SPAN
                .matcher(String.join("\n", prose))
                .results()
                .map(match -> match.group(2).replace('\n', ' ').strip());
    }

    /** The command lines of its code blocks: continued lines joined, without comments. */
    List<String> commandLines() {
        List<String> commands = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : code) {
            open.append(line);
            if (line.endsWith("\\")) {
                open.setCharAt(open.length() - 1, ' ');
                continue;
            }
            commands.add(open.toString().replaceAll("(^|\\s)#.*", "").strip());
            open.setLength(0);
        }
        commands.add(open.toString().strip());
        commands.removeIf(String::isEmpty);
        return commands;
    }

    /** A link around a code span, as in [`Class`](…), is still one; lines keep their numbers. */
    private String withoutCodeSpans() {
        return CODE_SPAN
                .matcher(String.join("\n", prose))
                .replaceAll(match -> "code" + match.group(2).replaceAll("[^\n]", ""));
    }
}
