package io.github.lanewise.docs.site;

import java.nio.file.Path;
import java.util.List;

/** Where files of the repository lie in the site: at the same path, with another ending. */
final class SitePaths {
    private static final String README = "README.md";
    private static final List<String> TEXTS = List.of(".java", ".xml", ".py", ".properties", ".sh", ".csv", ".json");

    private SitePaths() {}

    static boolean isPage(String path) {
        return path.endsWith(".md");
    }

    /** Whether the site has the file's text in a page. Other files, pictures and models, it has as they are. */
    static boolean isText(String path) {
        return TEXTS.stream().anyMatch(path::endsWith) || path.lastIndexOf('.') <= path.lastIndexOf('/');
    }

    /** {@code README.md} of a folder is what is seen first there: {@code index.html}. */
    static String ofPage(String path) {
        String stem = path.substring(0, path.length() - ".md".length());
        return path.equals(README) || path.endsWith("/" + README)
                ? stem.substring(0, stem.length() - "README".length()) + "index.html"
                : stem + ".html";
    }

    static String ofFile(String path) {
        return isText(path) ? path + ".html" : path;
    }

    static String ofFolder(String path) {
        return path + "/index.html";
    }

    /** The link from one file of the site to another. */
    static String relative(String from, String to) {
        Path folder = Path.of("/").resolve(from).getParent();
        Path target = Path.of("/").resolve(to);
        String link = (folder == null ? target : folder.relativize(target)).toString();
        return link.replace('\\', '/');
    }
}
