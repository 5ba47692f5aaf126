package io.github.lanewise.docs.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** Which pages the navigation has, in which groups, and their order: that of "Read on" in README, then of their paths. */
final class Navigation {
    /** The heading in README whose links say the order. */
    static final String ORDER = "Read on";

    private static final String RESULTS = "bench/results/";

    /**
     * A page as the navigation names it.
     *
     * @param label its title, or the path of a page of measurements, whose titles repeat
     * @param page the page
     */
    record Entry(String label, Page page) {}

    private Navigation() {}

    /**
     * Entries by the name of their group.
     *
     * @param pages all of the navigation, README among them, with links as the repository has them
     */
    static Map<String, List<Entry>> of(List<Page> pages) {
        Page readme = pages.stream()
                .filter(page -> page.path().equals("README.md"))
                .findFirst()
                .orElseThrow(() -> new SiteException("README.md: expected among the pages, found none"));
        List<String> order = readOn(readme);
        List<Page> sorted = new ArrayList<>(pages);
        sorted.sort(Comparator.comparingInt((Page page) -> place(order, page)).thenComparing(Page::path));
        Map<String, List<Entry>> groups = new LinkedHashMap<>();
        for (String group : List.of("Lanewise", "Guides", "Project", "Measurements")) {
            groups.put(group, new ArrayList<>());
        }
        for (Page page : sorted) {
            groups.getOrDefault(group(page), new ArrayList<>()).add(new Entry(label(page), page));
        }
        return groups;
    }

    private static String group(Page page) {
        String path = page.path();
        if (path.equals("README.md")) {
            return "Lanewise";
        }
        return path.startsWith("engine/docs/") ? "Guides" : path.startsWith("bench/") ? "Measurements" : "Project";
    }

    private static String label(Page page) {
        String path = page.path();
        if (path.equals("README.md")) {
            return "Overview";
        }
        return path.startsWith(RESULTS)
                ? path.substring(RESULTS.length(), path.length() - ".md".length())
                : page.title();
    }

    private static int place(List<String> order, Page page) {
        int place = order.indexOf(page.path());
        return place < 0 ? order.size() : place;
    }

    private static List<String> readOn(Page readme) {
        List<String> order = new ArrayList<>();
        boolean within = false;
        for (Node node = readme.document().getFirstChild(); node != null; node = node.getNext()) {
            Heading heading = readme.headings().get(node);
            if (heading != null) {
                within = heading.text().equals(ORDER);
            } else if (within) {
                node.accept(new AbstractVisitor() {
                    @Override
                    public void visit(Link link) {
                        order.add(link.getDestination().replaceFirst("#.*", ""));
                    }
                });
            }
        }
        if (order.isEmpty()) {
            throw new SiteException("README.md: expected links under the heading '" + ORDER
                    + "', found none; they say the order of the pages");
        }
        return order;
    }
}
