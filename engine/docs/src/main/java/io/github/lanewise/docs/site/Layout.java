package io.github.lanewise.docs.site;

import java.util.List;
import java.util.Map;

/** What stands around the contents of each page: title, search, navigation. */
final class Layout {
    private static final String STYLE = "site.css";
    private static final String SEARCH = "search.js";

    private final Map<String, List<Navigation.Entry>> navigation;
    private final String version;

    Layout(Map<String, List<Navigation.Entry>> navigation, String version) {
        this.navigation = navigation;
        this.version = version;
    }

    /** A page of Markdown. */
    String page(Page page) {
        return around(page.url(), page.title(), Markdown.html(page));
    }

    /**
     * A whole HTML page.
     *
     * @param url where it lies in the site
     * @param title as text
     * @param contents as HTML
     */
    String around(String url, String title, String contents) {
        String root = SitePaths.relative(url, "index.html").replaceFirst("index\\.html$", "");
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <link rel="stylesheet" href="%s">
                </head>
                <body>
                <header>
                <a class="name" href="%s">Lanewise</a> <span class="version">%s</span>
                <a class="to-navigation" href="#navigation">Pages</a>
                <form role="search"><input type="search" placeholder="Search" aria-label="Search" autocomplete="off"></form>
                <ol id="found" hidden></ol>
                </header>
                <div class="columns">
                <main>
                %s</main>
                <nav id="navigation" aria-label="Pages">
                %s</nav>
                </div>
                <script src="%s" data-root="%s"></script>
                </body>
                </html>
                """.formatted(
                        Html.escape(title.equals("Lanewise") ? title : title + " · Lanewise"),
                        root + STYLE,
                        root + "index.html",
                        Html.escape(version),
                        contents,
                        navigation(url),
                        root + SEARCH,
                        root);
    }

    private String navigation(String url) {
        StringBuilder html = new StringBuilder();
        navigation.forEach((group, entries) -> {
            if (!entries.isEmpty()) {
                html.append("<h2>").append(Html.escape(group)).append("</h2>\n<ul>\n");
                entries.forEach(entry -> html.append(item(url, entry)));
                html.append("</ul>\n");
            }
        });
        return html.append("<h2>Reference</h2>\n<ul>\n<li><a href=\"")
                .append(SitePaths.relative(url, "api/index.html"))
                .append("\">Javadoc</a></li>\n</ul>\n")
                .toString();
    }

    /** An entry; of the page that is shown, with its sections. */
    private static String item(String url, Navigation.Entry entry) {
        Page page = entry.page();
        if (!page.url().equals(url)) {
            return "<li><a href=\"%s\">%s</a></li>\n"
                    .formatted(SitePaths.relative(url, page.url()), Html.escape(entry.label()));
        }
        StringBuilder html = new StringBuilder("<li><a href=\"#\" aria-current=\"page\">")
                .append(Html.escape(entry.label()))
                .append("</a>\n<ul>\n");
        for (Heading section : page.sections()) {
            html.append("<li><a href=\"#%s\">%s</a></li>\n".formatted(section.id(), Html.escape(section.text())));
        }
        return html.append("</ul></li>\n").toString();
    }
}
