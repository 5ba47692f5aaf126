package io.github.lanewise.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words. A typing error comes before what is missing because of it. */
final class UsageProblem {
    private UsageProblem() {}

    /** The problem, in one line; nothing for a call without anything at all. */
    static String describe(ParameterException problem) {
        CommandLine line = problem.getCommandLine();
        List<String> unknown = unknown(problem);
        for (String argument : unknown) {
            if (argument.startsWith("-") && argument.length() > 1) {
                return unknownOption(line, argument);
            }
        }
        if (problem instanceof UnmatchedArgumentException
                && !line.getSubcommands().isEmpty()) {
            return unknownCommand(line, unknown.getFirst());
        }
        String message = String.valueOf(problem.getMessage());
        return message.isEmpty() ? "" : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    /** What nothing was found for, of the command and of those that it belongs to. */
    private static List<String> unknown(ParameterException problem) {
        List<String> unknown = new ArrayList<>();
        if (problem instanceof MissingParameterException || problem instanceof UnmatchedArgumentException) {
            for (CommandLine line = problem.getCommandLine(); line != null; line = line.getParent()) {
                unknown.addAll(line.getUnmatchedArguments());
            }
        }
        return unknown;
    }

    private static String unknownOption(CommandLine line, String argument) {
        String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        List<String> names = line.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList();
        return "unknown option '" + name + "'" + Spelling.suggestion(name, names);
    }

    /** A name that none of a command's commands has. */
    static String unknownCommand(CommandLine line, String name) {
        Collection<String> names = line.getSubcommands().keySet();
        String suggestion = Spelling.suggestion(name, names);
        return "unknown command '" + name + "'"
                + (suggestion.isEmpty() ? ", expected one of " + String.join(", ", names) : suggestion);
    }
}
