package io.github.lanewise.docs.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the pages of the repository and the Javadoc as one static site, which needs no network. */
@Command(name = "site", description = "Writes the documentation as a static site.", mixinStandardHelpOptions = true)
public final class Site implements Callable<Integer> {
    @Option(names = "--repository", required = true, description = "The repository.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path repository;

    @Option(names = "--api", required = true, description = "The Javadoc, as javadoc:aggregate has written it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path api;

    @Option(names = "--version-of-project", required = true, description = "The version that the pages show.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String version;

    @Option(names = "--output", required = true, description = "The site's folder; what lies in it is deleted first.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path output;

    private final PrintStream out;

    private Site() {
        out = System.out;
    }

    /** As the options say it. */
    Site(Path repository, Path api, String version, Path output, PrintStream out) {
        this.out = out;
        this.repository = repository;
        this.api = api;
        this.version = version;
        this.output = output;
    }

    /**
     * Writes the site and ends the JVM: with 0, or with 1 after a message that says what is wrong.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Site());
        line.setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof SiteException) {
                System.err.println("site: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path root = repository.toAbsolutePath().normalize();
        if (!Files.isRegularFile(api.resolve("index.html"))) {
            throw new SiteException(
                    api + ": expected the Javadoc there, found none; ./mvnw -q -Psite writes it and then the site");
        }
        Map<String, Page> pages = new LinkedHashMap<>();
        for (String path : paths(root)) {
            pages.put(path, Page.read(root, path));
        }
        Layout layout = new Layout(Navigation.of(List.copyOf(pages.values())), version);
        Set<String> files = followLinks(root, pages);

        Path site = output.toAbsolutePath().normalize();
        delete(site);
        copy(api, site.resolve("api"));
        SearchIndex index = new SearchIndex();
        for (Page page : pages.values()) {
            write(site.resolve(page.url()), layout.page(page));
            index.add(page);
        }
        SourceFiles sources = new SourceFiles(root, site, layout);
        for (String file : files) {
            sources.write(file);
        }
        write(site.resolve("site.css"), resource("site.css"));
        write(site.resolve("search.js"), "const sections = " + index.json() + ";\n" + resource("search.js"));
        report(site, pages.values().stream().map(Page::url).toList());
        return 0;
    }

    /** The Markdown files that the navigation has. */
    private static Set<String> paths(Path root) throws IOException {
        Set<String> paths = new TreeSet<>();
        addMarkdown(paths, root, root, 1);
        addMarkdown(paths, root, root.resolve("engine/docs"), 1);
        addMarkdown(paths, root, root.resolve("bench"), 1);
        addMarkdown(paths, root, root.resolve("bench/results"), Integer.MAX_VALUE);
        return paths;
    }

    private static void addMarkdown(Set<String> paths, Path root, Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(SitePaths::isPage)
                    .forEach(paths::add);
        }
    }

    /** Lets all links lead to the site, adds the pages they lead to, and returns the other files. */
    private static Set<String> followLinks(Path root, Map<String, Page> pages) throws IOException {
        Set<String> files = new TreeSet<>();
        Deque<Page> open = new ArrayDeque<>(pages.values());
        while (!open.isEmpty()) {
            for (String target : Links.rewrite(root, open.remove())) {
                if (!SitePaths.isPage(target)) {
                    files.add(target);
                } else if (!pages.containsKey(target)) {
                    Page page = Page.read(root, target);
                    pages.put(target, page);
                    open.add(page);
                }
            }
        }
        return files;
    }

    private void report(Path site, List<String> urls) throws IOException {
        List<String> broken = new LinkCheck(site).broken(urls);
        if (!broken.isEmpty()) {
            throw new SiteException("expected every link to lead somewhere, found " + broken.size()
                    + " that lead nowhere; mend them in the Markdown files:\n  " + String.join("\n  ", broken));
        }
        out.printf("%d pages, and the Javadoc: %s%n", urls.size(), site.resolve("index.html"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(from)) {
            found.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.resolveSibling("."));
            Files.copy(file, copy);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Site.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
