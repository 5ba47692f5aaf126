package io.github.lanewise.docs.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;

/** The links of a page, from files of the repository to files of the site. */
final class Links extends AbstractVisitor {
    private final Path repository;
    private final Page page;
    private final Set<String> targets = new LinkedHashSet<>();

    private Links(Path repository, Page page) {
        this.repository = repository;
        this.page = page;
    }

    /**
     * Lets a page's links lead to the site.
     *
     * @return the paths in the repository that they led to
     */
    static Set<String> rewrite(Path repository, Page page) {
        Links links = new Links(repository, page);
        page.document().accept(links);
        return links.targets;
    }

    @Override
    public void visit(Link link) {
        link.setDestination(rewritten(link.getDestination()));
        visitChildren(link);
    }

    @Override
    public void visit(Image image) {
        image.setDestination(rewritten(image.getDestination()));
        visitChildren(image);
    }

    private String rewritten(String destination) {
        if (destination.contains("://") || destination.startsWith("#") || destination.startsWith("mailto:")) {
            return destination;
        }
        int hash = destination.indexOf('#');
        String file = hash < 0 ? destination : destination.substring(0, hash);
        String fragment = hash < 0 ? "" : destination.substring(hash);
        Path target = repository.resolve(page.path()).resolveSibling(file).normalize();
        if (!target.startsWith(repository) || !Files.exists(target)) {
            throw new SiteException(page.path() + ": expected a file of the repository behind the link '" + destination
                    + "', found none; mend the link");
        }
        String path = repository.relativize(target).toString().replace('\\', '/');
        targets.add(path);
        String url = SitePaths.isPage(path)
                ? SitePaths.ofPage(path)
                : Files.isDirectory(target) ? SitePaths.ofFolder(path) : SitePaths.ofFile(path);
        return SitePaths.relative(page.url(), url) + fragment;
    }
}
