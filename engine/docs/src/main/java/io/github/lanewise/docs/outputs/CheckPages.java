package io.github.lanewise.docs.outputs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the commands of README and of the guides again, and compares what they print with what the pages show. */
@Command(
        name = "pages",
        description = "Runs the commands of the pages and compares their outputs.",
        mixinStandardHelpOptions = true)
public final class CheckPages implements Callable<Integer> {
    private static final String MAVEN = "./mvnw";

    @Option(names = "--repository", required = true, description = "The repository.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path repository;

    @Option(names = "--image", required = true, description = "The image of the command.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path image;

    @Option(names = "--page", description = "Only pages whose paths end like this, say command.md.")
    private String page = "";

    @Option(names = "--update", description = "Write what was printed into the pages, where it differs.")
    private boolean update;

    /** What commands of Maven have printed: they take long, and several pages have parts of their output. */
    private final Map<String, List<String>> printedByMaven = new HashMap<>();

    private final List<String> different = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();
    private int same;
    private int updated;

    private final PrintStream out;

    private CheckPages() {
        out = System.out;
    }

    /** As the options say it. */
    CheckPages(Path repository, Path image, boolean update, PrintStream out) {
        this.out = out;
        this.repository = repository;
        this.image = image;
        this.update = update;
    }

    /**
     * Checks the pages and ends the JVM: with 0, or with 1 if an output differs or a page cannot be checked.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new CheckPages());
        line.setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof PageException) {
                System.err.println("pages: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = repository.toAbsolutePath().normalize();
        Path programs = image.toAbsolutePath().normalize().resolve("bin");
        if (!Files.isExecutable(programs.resolve("lanewise"))) {
            throw new PageException(programs
                    + ": expected lanewise there, found none; ./mvnw -q -Ppages builds it and then checks the pages");
        }
        for (String path : paths(root)) {
            if (path.endsWith(page)) {
                check(root, programs, path);
            }
        }
        notRun.forEach(line -> out.println("not run again  " + line));
        different.forEach(out::println);
        out.printf(
                "%d outputs are as the pages show them, %d written anew, %d differ, %d not run again%n",
                same, updated, different.size(), notRun.size());
        return different.isEmpty() ? 0 : 1;
    }

    private static List<String> paths(Path root) throws IOException {
        List<String> paths = new ArrayList<>(List.of("README.md"));
        try (Stream<Path> files = Files.list(root.resolve("engine/docs"))) {
            files.map(file -> "engine/docs/" + file.getFileName())
                    .filter(path -> path.endsWith(".md"))
                    .sorted()
                    .forEach(paths::add);
        }
        return paths;
    }

    private void check(Path root, Path programs, String path) throws IOException, InterruptedException {
        Path file = root.resolve(path);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        List<Exchange> toRun = new ArrayList<>();
        for (Exchange exchange : Transcript.of(path, lines)) {
            Optional<String> reason = exchange.directives().notRun();
            if (reason.isPresent()) {
                notRun.add(exchange.where() + ": " + firstLine(exchange.command()) + ": " + reason.get());
            } else {
                toRun.add(exchange);
            }
        }
        if (toRun.isEmpty()) {
            return;
        }
        Path folder = Files.createTempDirectory("pages");
        List<Exchange> stale = new ArrayList<>();
        Map<Exchange, List<String>> printed = new HashMap<>();
        try {
            Shell shell = new Shell(root, folder, programs);
            for (Exchange exchange : toRun) {
                shell.give(exchange.where(), exchange.directives().given());
                printed.put(exchange, run(shell, exchange.command()));
                if (differs(exchange, printed.getOrDefault(exchange, List.of()))) {
                    stale.add(exchange);
                }
            }
        } finally {
            delete(folder);
        }
        // From the last one up, so that the others keep their lines.
        for (Exchange exchange : stale.reversed()) {
            replace(lines, exchange, printed.getOrDefault(exchange, List.of()));
        }
        if (!stale.isEmpty()) {
            Files.write(file, lines);
        }
    }

    private List<String> run(Shell shell, String command) throws IOException, InterruptedException {
        List<String> known = printedByMaven.get(command);
        if (known != null) {
            return known;
        }
        out.println("running        " + firstLine(command));
        List<String> printed = shell.run(command);
        if (command.startsWith(MAVEN)) {
            printedByMaven.put(command, printed);
        }
        return printed;
    }

    /** Counts and reports; true where the page is to be written anew. */
    private boolean differs(Exchange exchange, List<String> printed) {
        Optional<String> difference = Comparison.difference(exchange, printed);
        if (difference.isEmpty()) {
            same++;
            return false;
        }
        if (update && !exchange.isPart()) {
            updated++;
            return true;
        }
        different.add("%s: %s%n  %s%n  printed:%n    %s%n  %s"
                .formatted(
                        exchange.where(),
                        firstLine(exchange.command()),
                        difference.get(),
                        String.join(System.lineSeparator() + "    ", printed),
                        exchange.isPart()
                                ? "the page has only a part of it: mend it by hand"
                                : "./mvnw -q -Ppages -Dpages.args=--update writes it into the page"));
        return false;
    }

    private static void replace(List<String> lines, Exchange exchange, List<String> printed) {
        List<String> shown = lines.subList(
                exchange.first(), exchange.first() + exchange.output().size());
        shown.clear();
        shown.addAll(printed.stream()
                .map(line -> (exchange.indent() + line).stripTrailing())
                .toList());
    }

    private static String firstLine(String command) {
        return command.lines().findFirst().orElse(command);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
