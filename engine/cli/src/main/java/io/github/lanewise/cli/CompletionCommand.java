package io.github.lanewise.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete the command's words. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which bash or zsh completes commands, options, their values and file names.",
            "Recent versions of the package bash-completion find it in the image by themselves, if its bin is on the PATH."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(lanewise completion)",
            "  lanewise completion bash > ~/.lanewise.bash  # source it in ~/.bashrc",
            "  lanewise completion zsh > ~/.lanewise.zsh    # source it in ~/.zshrc"
        })
final class CompletionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** Checked by the parser, and nothing else: one script serves both. */
    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            defaultValue = "bash",
            description = "bash (the default) or zsh; one script serves both.")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
    private Shell shell;

    /** What the script is for. */
    private enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void run() {
        CommandLine all = command.root().commandLine();
        all.getOut().print(AutoComplete.bash(command.root().name(), all));
    }
}
