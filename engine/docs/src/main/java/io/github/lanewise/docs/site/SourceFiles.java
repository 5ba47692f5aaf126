package io.github.lanewise.docs.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders that pages link to: pictures as they are, text in a page, a folder as a list of what is in it. */
final class SourceFiles {
    private final Path repository;
    private final Path output;
    private final Layout layout;

    SourceFiles(Path repository, Path output, Layout layout) {
        this.repository = repository;
        this.output = output;
        this.layout = layout;
    }

    void write(String path) throws IOException {
        Path source = repository.resolve(path);
        if (Files.isDirectory(source)) {
            writeFolder(path, source);
        } else if (!SitePaths.isText(path)) {
            Path copy = output.resolve(path);
            Files.createDirectories(copy.resolveSibling("."));
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
        } else {
            String text = "<h1>%s</h1>\n<pre tabindex=\"0\"><code>%s</code></pre>\n"
                    .formatted(Html.escape(path), Html.escape(Files.readString(source)));
            writePage(SitePaths.ofFile(path), path, text);
        }
    }

    private void writeFolder(String path, Path source) throws IOException {
        List<String> files;
        try (Stream<Path> found = Files.walk(source)) {
            files = found.filter(Files::isRegularFile)
                    .map(file -> repository.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
        StringBuilder list = new StringBuilder("<h1>" + Html.escape(path) + "</h1>\n<ul>\n");
        for (String file : files) {
            write(file);
            list.append("<li><a href=\"%s\">%s</a></li>\n"
                    .formatted(
                            SitePaths.relative(SitePaths.ofFolder(path), SitePaths.ofFile(file)),
                            Html.escape(file.substring(path.length() + 1))));
        }
        writePage(SitePaths.ofFolder(path), path, list.append("</ul>\n").toString());
    }

    private void writePage(String url, String title, String contents) throws IOException {
        Path file = output.resolve(url);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, layout.around(url, title, contents));
    }
}
