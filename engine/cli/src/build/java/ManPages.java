import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Writes a manual page for the command and one for each of its commands, from what picocli knows of them, in the macros of
 * man(7). picocli's own generator writes AsciiDoc, and what makes manual pages of that brings 30 MB of JRuby.
 *
 * <p>The build runs this file as it is, with the command's classes on the class path. Arguments: the class of the command, its
 * version, the date of the pages as year-month-day and perhaps more, the folder to write to.
 */
final class ManPages {
    /** No line of a synopsis is as long; man breaks them. */
    private static final int UNBROKEN = 10_000;

    private final String version;
    private final String date;
    private final List<String> names;

    private ManPages(String version, String date, List<String> names) {
        this.version = version;
        this.date = date;
        this.names = names;
    }

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        CommandSpec all = new CommandLine(Class.forName(arguments[0])).getCommandSpec();
        List<CommandSpec> commands = Stream.concat(
                        Stream.of(all), all.subcommands().values().stream().map(CommandLine::getCommandSpec))
                .filter(command -> !command.usageMessage().hidden())
                .toList();
        List<String> names = commands.stream().map(ManPages::name).toList();
        ManPages pages = new ManPages(arguments[1], arguments[2].substring(0, "2026-01-01".length()), names);
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        for (CommandSpec command : commands) {
            Files.writeString(folder.resolve(name(command) + ".1"), pages.page(command));
        }
    }

    /** {@code lanewise-run}. */
    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String page(CommandSpec command) {
        UsageMessageSpec usage = command.usageMessage();
        String[] description = usage.description();
        List<String> page = new ArrayList<>();
        page.add(".TH %s 1 %s \"lanewise %s\" \"Lanewise\""
                .formatted(text(name(command).toUpperCase(Locale.ROOT)), date, text(version)));
        // Words are not cut, lines not filled up with spaces: there are file names and options in them.
        page.addAll(List.of(".nh", ".ad l"));
        page.addAll(List.of(".SH NAME", text(name(command)) + " \\- " + text(firstSentence(description[0]))));
        page.addAll(List.of(".SH SYNOPSIS", synopsis(command)));
        page.add(".SH DESCRIPTION");
        for (String paragraph : description) {
            page.addAll(List.of(".PP", text(formatted(paragraph))));
        }
        addCommands(command, page);
        addArguments("ARGUMENTS", command.positionalParameters(), page);
        addArguments("OPTIONS", command.options(), page);
        addExitCodes(usage.exitCodeList(), page);
        addExamples(usage.footer(), page);
        page.addAll(List.of(".SH SEE ALSO", seeAlso(name(command))));
        return String.join("\n", page) + "\n";
    }

    private static String firstSentence(String description) {
        String sentence = formatted(description).split("(?<=\\.) ", 2)[0];
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String synopsis(CommandSpec command) {
        command.usageMessage().width(UNBROKEN);
        String line =
                new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0).strip();
        String name = command.qualifiedName();
        return ".B " + text(name) + "\n" + text(line.substring(name.length()).strip());
    }

    private static void addCommands(CommandSpec command, List<String> page) {
        if (command.subcommands().isEmpty()) {
            return;
        }
        page.add(".SH COMMANDS");
        for (CommandLine each : command.subcommands().values()) {
            CommandSpec spec = each.getCommandSpec();
            String description = formatted(spec.usageMessage().description()[0]);
            page.addAll(List.of(".TP", ".B " + text(spec.name()), text(description)));
        }
    }

    private static void addArguments(String heading, List<? extends ArgSpec> arguments, List<String> page) {
        List<ArgSpec> shown = arguments.stream()
                .filter(argument -> !argument.hidden())
                .sorted(ManPages::byName)
                .collect(Collectors.toList());
        if (shown.isEmpty()) {
            return;
        }
        page.add(".SH " + heading);
        for (ArgSpec argument : shown) {
            page.addAll(List.of(".TP", heading(argument)));
            for (String line : argument.description()) {
                page.add(text(formatted(line)));
            }
        }
    }

    /** Options by their longest names, positions as they follow. */
    private static int byName(ArgSpec one, ArgSpec other) {
        return one instanceof OptionSpec a && other instanceof OptionSpec b
                ? a.longestName().compareTo(b.longestName())
                : 0;
    }

    private static String heading(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return "\\fI" + text(argument.paramLabel()) + "\\fR";
        }
        String names = Stream.of(option.names())
                .map(name -> "\\fB" + text(name) + "\\fR")
                .collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=\\fI" + text(option.paramLabel()) + "\\fR";
    }

    private static void addExitCodes(Map<String, String> codes, List<String> page) {
        if (codes.isEmpty()) {
            return;
        }
        page.add(".SH EXIT STATUS");
        codes.forEach((code, meaning) -> page.addAll(List.of(".TP", ".B " + text(code), text(meaning))));
    }

    private static void addExamples(String[] examples, List<String> page) {
        if (examples.length == 0) {
            return;
        }
        page.addAll(List.of(".SH EXAMPLES", ".EX"));
        for (String example : examples) {
            page.add(text(formatted(example).strip()));
        }
        page.add(".EE");
    }

    private String seeAlso(String itself) {
        return names.stream()
                        .filter(name -> !name.equals(itself))
                        .map(name -> ".BR \\%" + text(name) + " (1)")
                        .collect(Collectors.joining(" ,\n"))
                + "\n";
    }

    /** As picocli shows it: texts are patterns of {@link String#format}. */
    private static String formatted(String pattern) {
        return Ansi.OFF.string(String.format(Locale.ROOT, pattern)).strip();
    }

    /** As troff reads it: a hyphen that can be copied, and no line that begins a request. */
    private static String text(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
