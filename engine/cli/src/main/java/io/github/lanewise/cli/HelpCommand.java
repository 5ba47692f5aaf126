package io.github.lanewise.cli;

import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how a command is used, as its option {@code --help} does. */
@Command(
        name = "help",
        description = "Shows how a command is used.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  lanewise help", "  lanewise help run"})
final class HelpCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            completionCandidates = Names.class,
            description = "Which one; otherwise lanewise itself.")
    private @Nullable String name;

    /** What a shell proposes. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Main.class.getAnnotation(Command.class).subcommands())
                    .map(each -> each.getAnnotation(Command.class).name())
                    .iterator();
        }
    }

    @Override
    public void run() {
        CommandLine all = command.parent().commandLine();
        CommandLine shown = name == null ? all : all.getSubcommands().get(name);
        if (shown == null) {
            throw new ParameterException(all, UsageProblem.unknownCommand(all, String.valueOf(name)));
        }
        shown.usage(all.getOut());
    }
}
