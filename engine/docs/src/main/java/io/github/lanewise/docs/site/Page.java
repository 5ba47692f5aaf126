package io.github.lanewise.docs.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.commonmark.node.Node;

/**
 * A Markdown file of the repository, parsed.
 *
 * @param path in the repository, with slashes
 * @param document its tree, which {@link Links} changes
 * @param headings in their order, with their nodes
 */
record Page(String path, Node document, Map<Node, Heading> headings) {
    static Page read(Path repository, String path) throws IOException {
        Node document = Markdown.parse(Files.readString(repository.resolve(path)));
        return new Page(path, document, Markdown.headings(document));
    }

    /** The text of its first heading. */
    String title() {
        return headings.values().stream()
                .filter(heading -> heading.level() == 1)
                .map(Heading::text)
                .findFirst()
                .orElseThrow(() -> new SiteException(
                        path + ": expected a title, a line that begins with '# ', found none; write one"));
    }

    /** What its second-level headings say, for a list of contents. */
    List<Heading> sections() {
        return headings.values().stream()
                .filter(heading -> heading.level() == 2)
                .toList();
    }

    /** Where it lies in the site. */
    String url() {
        return SitePaths.ofPage(path);
    }
}
