package io.smsreports.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.deploy.SettingVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The documentation leads somewhere, and names only what there is. */
final class DocsLinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Path CONFIGURATION = ROOT.resolve("docs/configuration.md");

    /** A first page of one screen. */
    private static final int README_LINES = 150;

    /** Built, delivered or hidden: no pages of ours lie there. */
    private static final Pattern NOT_OURS = Pattern.compile("target|data|\\..+");

    /** Records of one day, which stay as they were. */
    private static final Pattern DECISION = Pattern.compile("docs/decisions/[0-9].*");

    private static final List<String> FOR_READERS_OF_THE_CODE =
            List.of("ARCHITECTURE.md", "CONTRIBUTING.md", "docs/security.md");

    private static final Pattern CLASS_NAME = Pattern.compile("[A-Z][a-z]+[A-Z][A-Za-z0-9]*");

    /** Flink's. */
    private static final Set<String> FOREIGN_CLASSES = Set.of("ConcatFileCompactor");

    /** Programs that are not ours, whose flags are not checked. */
    private static final Pattern OTHER_PROGRAM =
            Pattern.compile("(docker|flink|mvn|kubectl|bash|git|benchmark/|integration-tests/).*");

    private static final Pattern LAUNCHER = Pattern.compile("\\./sms-reports(?=\\s|$)(.*)");
    private static final Pattern IN_CONTAINER =
            Pattern.compile("(?:jobmanager|--) sms-reports(?=\\s|$)(.*)");
    private static final Pattern SIMULATOR = Pattern.compile("--rm simulator(?=\\s|$)(.*)");
    private static final Pattern JOB = Pattern.compile("sms-reports-job\\.jar(?=\\s|$)(.*)");

    private static Map<Path, MarkdownPage> pages;

    private final CommandModel commands = new CommandModel();

    @BeforeAll
    static void readPages() throws IOException {
        pages = new TreeMap<>();
        for (Path file : files(ROOT, ".md")) {
            pages.put(file, MarkdownPage.read(file));
        }
        assertThat(pages).containsKeys(ROOT.resolve("README.md"), ROOT.resolve("docs/README.md"));
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(inAllPages(DocsLinksTest::brokenLinks)).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheIndex() {
        List<Path> linked =
                pages.get(ROOT.resolve("docs/README.md")).relativeLinks().stream()
                        .map(link -> ROOT.resolve("docs").resolve(link.target()).normalize())
                        .toList();

        assertThat(pages.keySet())
                .filteredOn(file -> file.getParent().equals(ROOT.resolve("docs")))
                .filteredOn(file -> !file.endsWith("README.md"))
                .isSubsetOf(linked);
    }

    @Test
    void everyPageOpensWithWhoNeedsIt() {
        assertThat(pages.values())
                .filteredOn(page -> isPageOfDocs(page.file()))
                .filteredOn(page -> !opensWithWhoNeedsIt(page))
                .extracting(MarkdownPage::file)
                .isEmpty();
    }

    @Test
    void theReadmeIsOneScreen() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md")).size())
                .isLessThanOrEqualTo(README_LINES);
    }

    @Test
    void everyCommandAndFlagExists() {
        assertThat(inAllPages(this::unknownNames)).isEmpty();
    }

    @Test
    void everySettingIsListedWithItsVariableAndDefault() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        SettingVariables.options(Map.of())
                .forEach((variable, option) -> variables.put(option.longestName(), variable));
        Map<String, List<String>> listed = listedSettings();

        assertThat(listed.keySet()).containsAll(commands.jobSettings().keySet());
        commands.jobSettings()
                .forEach(
                        (flag, option) -> {
                            assertThat(listed.get(flag).get(1))
                                    .as(flag)
                                    .isEqualTo(variables.getOrDefault(flag, ""));
                            assertThat(listed.get(flag).get(2))
                                    .as(flag)
                                    .contains(defaultOf(option));
                        });
        assertThat(pages.get(CONFIGURATION).prose())
                .anyMatch(line -> line.startsWith("| USE_MINIO |"));
    }

    @Test
    void everyClassNamedToReadersOfTheCodeExists() throws IOException {
        Set<String> classes = new HashSet<>(FOREIGN_CLASSES);
        for (Path file : files(ROOT, ".java")) {
            classes.add(file.getFileName().toString().replace(".java", ""));
        }

        assertThat(FOR_READERS_OF_THE_CODE)
                .flatMap(name -> pages.get(ROOT.resolve(name)).codeSpans().toList())
                .filteredOn(span -> CLASS_NAME.matcher(span).matches())
                .isNotEmpty()
                .isSubsetOf(classes);
    }

    @Test
    void findsBrokenLinks() {
        MarkdownPage page =
                MarkdownPage.of(
                        ROOT.resolve("docs/example.md"),
                        """
                        # An example
                        ## It's `one`: first & last
                        ## Twice
                        ## Twice
                        [a](operations.md#refusals) [b](#its-one-first--last) [c](#twice-1) [d](https://example.com)
                        `[no](link.md)` [`code`](README.md)
                        ```
                        [no](link.md)
                        ```
                        [e](missing.md) [f](#twice-2) [g](../README.md#no-such-heading) [h](../../outside.md)
                        """);

        assertThat(brokenLinks(page))
                .containsExactly(
                        "10: missing.md",
                        "10: #twice-2",
                        "10: ../README.md#no-such-heading",
                        "10: ../../outside.md");
    }

    @Test
    void findsUnknownCommandsAndFlags() {
        MarkdownPage page =
                MarkdownPage.of(
                        ROOT.resolve("docs/example.md"),
                        """
                        `./sms-reports run --input DIR` `./sms-reports COMMAND --help` `--mode batch --overwrite`
                        `./sms-reports rum` `./sms-reports report NAME --drain` `--watermark-lag 5m` `stop --dry`
                        `mvn package --offline` `./sms-reports
                        stop --hard`
                        ```
                        ./sms-reports simulate generate --rows 5 \\
                            --colour red          # --no-flag
                        A=b ./sms-reports cluster restart | grep --colour x
                        docker compose run --rm simulator replay --fast
                        docker compose exec jobmanager sms-reports stop --soon
                        flink run -d flink-jobs/target/sms-reports-job.jar --input a --outputs b
                        ```
                        """);

        assertThat(unknownNames(page))
                .containsExactlyInAnyOrder(
                        "rum",
                        "--drain",
                        "--watermark-lag",
                        "--dry",
                        "--hard",
                        "--colour",
                        "restart",
                        "--fast",
                        "--soon",
                        "--outputs");
    }

    /** The cells of the page's tables of flags, by flag. */
    private static Map<String, List<String>> listedSettings() {
        Map<String, List<String>> settings = new TreeMap<>();
        for (String line : pages.get(CONFIGURATION).prose()) {
            if (line.startsWith("| `--")) {
                List<String> cells =
                        Stream.of(line.substring(1).split("\\|")).map(String::strip).toList();
                settings.put(cells.get(0).replace("`", ""), cells);
            }
        }
        return settings;
    }

    private static String defaultOf(OptionSpec option) {
        if (option.defaultValue() == null) {
            return "";
        }
        return option.defaultValue().equals("false") ? "off" : option.defaultValue();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (NOT_OURS.matcher(entry.getFileName().toString()).matches()) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    files.addAll(files(entry, suffix));
                } else if (entry.toString().endsWith(suffix)) {
                    files.add(entry);
                }
            }
        }
        return files;
    }

    private static boolean isPageOfDocs(Path file) {
        String name = ROOT.relativize(file).toString();
        return name.startsWith("docs/") && !DECISION.matcher(name).matches();
    }

    /** A title, and below it in italics who the page is for. */
    private static boolean opensWithWhoNeedsIt(MarkdownPage page) {
        List<String> lines =
                page.prose().stream().filter(line -> !line.isBlank()).limit(2).toList();
        return lines.size() == 2
                && lines.get(0).startsWith("# ")
                && lines.get(1).matches("\\*For [^*]+[.]\\*");
    }

    /** What is wrong on each page, with the page's name before it. */
    private static List<String> inAllPages(Function<MarkdownPage, List<String>> wrong) {
        return pages.values().stream()
                .flatMap(
                        page ->
                                wrong.apply(page).stream()
                                        .map(found -> ROOT.relativize(page.file()) + ": " + found))
                .toList();
    }

    /** Each as {@code line: target}. */
    private static List<String> brokenLinks(MarkdownPage page) {
        return page.relativeLinks().stream()
                .filter(link -> !leadsSomewhere(page, link.target()))
                .map(link -> link.line() + ": " + link.target())
                .toList();
    }

    private static boolean leadsSomewhere(MarkdownPage page, String target) {
        String[] parts = target.split("#", 2);
        Path file =
                parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
        if (!file.startsWith(ROOT) || !(file.equals(page.file()) || Files.exists(file))) {
            return false;
        }
        if (parts.length == 1) {
            return true;
        }
        MarkdownPage destination = file.equals(page.file()) ? page : pages.get(file);
        return destination != null && destination.anchors().contains(parts[1]);
    }

    private List<String> unknownNames(MarkdownPage page) {
        List<String> unknown = new ArrayList<>();
        page.commandLines().forEach(line -> unknown.addAll(unknownInCommand(line)));
        page.codeSpans()
                .forEach(
                        span -> {
                            if (names(span)) {
                                unknown.addAll(unknownInCommand(span));
                            } else if (!OTHER_PROGRAM.matcher(span).matches()) {
                                unknown.addAll(commands.unknownFlags(span));
                            }
                        });
        return unknown;
    }

    private static boolean names(String text) {
        return Stream.of(LAUNCHER, IN_CONTAINER, SIMULATOR, JOB)
                .anyMatch(pattern -> pattern.matcher(text).find());
    }

    private List<String> unknownInCommand(String text) {
        List<String> unknown = new ArrayList<>();
        for (String command : text.split("[|;&]")) {
            arguments(LAUNCHER, command, unknown, commands::unknownIn);
            arguments(IN_CONTAINER, command, unknown, commands::unknownIn);
            arguments(SIMULATOR, command, unknown, commands::unknownInSimulate);
            arguments(JOB, command, unknown, rest -> commands.unknownIn("submit " + rest));
        }
        return unknown;
    }

    private static void arguments(
            Pattern pattern,
            String command,
            List<String> unknown,
            Function<String, List<String>> check) {
        Matcher matcher = pattern.matcher(command);
        if (matcher.find()) {
            unknown.addAll(check.apply(matcher.group(1)));
        }
    }
}
