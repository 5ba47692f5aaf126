package io.github.lanewise.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how a command is used, as its option {@code --help} does. */
@Command(name = "help", description = "Shows how a command is used.", mixinStandardHelpOptions = true)
final class HelpCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Which one; otherwise lanewise itself.")
    private @Nullable String name;

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
