package io.github.lanewise.docs.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether each link of the written pages leads to a file of the site, and to a place in it. */
final class LinkCheck {
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern PLACE = Pattern.compile("\\bid=\"([^\"]*)\"");

    private final Path site;
    private final Map<Path, Set<String>> places = new HashMap<>();

    LinkCheck(Path site) {
        this.site = site;
    }

    /**
     * The links that lead nowhere, one a line, with their pages.
     *
     * @param urls pages of the site
     */
    List<String> broken(Collection<String> urls) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String url : urls) {
            Path page = site.resolve(url);
            for (String link : matches(LINK, page)) {
                if (!link.contains("://") && !link.startsWith("mailto:") && !leadsSomewhere(page, link)) {
                    broken.add(url + ": " + link);
                }
            }
        }
        return broken;
    }

    private boolean leadsSomewhere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        String place = hash < 0 ? "" : link.substring(hash + 1);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!target.startsWith(site) || !Files.isRegularFile(target)) {
            return false;
        }
        if (place.isEmpty()) {
            return true;
        }
        Set<String> known = places.get(target);
        if (known == null) {
            known = matches(PLACE, target);
            places.put(target, known);
        }
        return known.contains(place);
    }

    private static Set<String> matches(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }
}
