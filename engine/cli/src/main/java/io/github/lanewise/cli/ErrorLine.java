package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Says what went wrong in one line on the error stream, and gives the exit code. */
final class ErrorLine {
    private ErrorLine() {}

    /** Wrong usage; called without anything at all, the command prints its help. */
    static int wrongUsage(ParameterException problem) {
        CommandLine line = problem.getCommandLine();
        String message = UsageProblem.describe(problem);
        if (message.isEmpty()) {
            // picocli asks whether standard output is a terminal. The error stream may still go to a file.
            line.usage(line.getErr(), Ansi.OFF);
        } else {
            String help = line.getCommandSpec().qualifiedName() + " --help";
            print(line.getErr(), message + "; see " + help);
        }
        return Main.WRONG_USAGE;
    }

    /** What a command failed with. A question that its options answer goes on with their names. */
    static int failed(CommandLine line, Throwable problem, boolean stackTrace) {
        String options = problem instanceof FormatException e ? options(line.getCommandSpec(), e.answers()) : "";
        PrintWriter err = line.getErr();
        print(err, describe(problem) + options);
        if (stackTrace) {
            problem.printStackTrace(err);
        }
        return Main.FAILED;
    }

    private static String options(CommandSpec command, Set<ReadOption> answers) {
        String options = answers.stream()
                .map(answer -> command.findOption(
                        "--" + answer.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .filter(Objects::nonNull)
                .map(option -> (option.longestName() + " " + option.paramLabel()).strip())
                .collect(Collectors.joining(", "));
        return options.isEmpty() ? "" : " (" + options + ")";
    }

    private static String describe(Throwable problem) {
        return switch (problem) {
            case CommandException e -> String.valueOf(e.getMessage());
            case FormatException e -> String.valueOf(e.getMessage());
            case FileSystemException e -> describe(e);
            case IOException e -> String.valueOf(e.getMessage());
            case OutOfMemoryError _ ->
                "not enough memory; set JAVA_TOOL_OPTIONS=-Xmx4g or more, or give a smaller input";
            default -> "a fault in the program: " + problem + "; --stacktrace shows where, please report it";
        };
    }

    /** The JDK's own exceptions of this kind have a message that is the path alone. */
    private static String describe(FileSystemException problem) {
        if (problem.getReason() != null) {
            return String.valueOf(problem.getMessage());
        }
        String what = switch (problem) {
            case NoSuchFileException _ -> "expected a file, found none; check the path";
            case AccessDeniedException _ -> "expected permission, found none; check the owner and mode";
            default -> "the file system refuses it (" + problem.getClass().getSimpleName() + ")";
        };
        return problem.getFile() + ": " + what;
    }

    /** A file's name, or a tensor's, may hold anything: line breaks and terminal codes are shown, not obeyed. */
    private static void print(PrintWriter err, String message) {
        StringBuilder out = new StringBuilder("lanewise: ");
        message.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        err.println(out);
    }
}
