package io.smsreports.docs;

import io.smsreports.cli.SmsReports;
import io.smsreports.job.JobOptions;
import io.smsreports.simulator.Simulate;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands and flags that there are, as picocli knows them. */
final class CommandModel {

    private static final String SIMULATE = "simulate";

    private final CommandSpec root = model(SmsReports.class);
    private final CommandSpec simulate = model(Simulate.class);

    /**
     * What a command line names that does not exist, or nothing.
     *
     * @param arguments what follows {@code ./sms-reports}; words in capitals, such as COMMAND,
     *     stand for any
     */
    List<String> unknownIn(String arguments) {
        List<String> words = Arrays.asList(arguments.strip().split("\\s+"));
        List<String> unknown = new ArrayList<>();
        CommandSpec command = root;
        int next = 0;
        while (next < words.size() && words.get(next).matches("[a-z]+")) {
            String word = words.get(next);
            CommandLine subcommand = command.subcommands().get(word);
            if (command == root && word.equals(SIMULATE)) {
                command = simulate;
            } else if (subcommand != null) {
                command = subcommand.getCommandSpec();
            } else {
                break;
            }
            next++;
        }
        boolean takesCommand = !command.subcommands().isEmpty();
        if (takesCommand && next < words.size() && words.get(next).matches("[a-z]+")) {
            unknown.add(words.get(next));
        }
        for (String flag : flagsIn(words.subList(next, words.size()))) {
            if (!knows(command, flag)) {
                unknown.add(flag);
            }
        }
        return unknown;
    }

    /** The job's own settings by flag, but for hidden ones. */
    Map<String, OptionSpec> jobSettings() {
        Map<String, OptionSpec> settings = new TreeMap<>();
        for (OptionSpec option : root.subcommands().get("submit").getCommandSpec().options()) {
            if (JobOptions.isJobSetting(option) && !option.hidden()) {
                settings.put(option.longestName(), option);
            }
        }
        return settings;
    }

    /** What a command line of the simulator names that does not exist. */
    List<String> unknownInSimulate(String arguments) {
        return unknownIn(SIMULATE + " " + arguments);
    }

    /** The flags in a text that no command has. */
    List<String> unknownFlags(String text) {
        Set<String> known = new TreeSet<>();
        collect(root, known);
        collect(simulate, known);
        return flagsIn(Arrays.asList(text.split("\\s+"))).stream()
                .filter(flag -> !known.contains(flag))
                .toList();
    }

    /** Of a command whose constructor takes the environment. */
    private static CommandSpec model(Class<?> type) {
        IFactory standard = CommandLine.defaultFactory();
        return CommandSpec.forAnnotatedObject(
                type,
                new IFactory() {
                    @Override
                    public <K> K create(Class<K> wanted) throws Exception {
                        if (wanted != type) {
                            return standard.create(wanted);
                        }
                        Constructor<K> constructor = wanted.getDeclaredConstructor(Map.class);
                        constructor.setAccessible(true);
                        return constructor.newInstance(Map.of());
                    }
                });
    }

    private static void collect(CommandSpec command, Set<String> flags) {
        flags.addAll(command.optionsMap().keySet());
        for (Map.Entry<String, CommandLine> entry : command.subcommands().entrySet()) {
            collect(entry.getValue().getCommandSpec(), flags);
        }
    }

    private static boolean knows(CommandSpec command, String flag) {
        return command.optionsMap().containsKey(flag);
    }

    private static List<String> flagsIn(List<String> words) {
        return words.stream()
                .map(word -> word.replaceFirst("^\\[", "").replaceFirst("[=\\],;:.)|].*$", ""))
                .filter(word -> word.matches("--[a-z][a-z-]*"))
                .toList();
    }
}
