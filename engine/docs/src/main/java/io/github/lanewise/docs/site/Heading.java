package io.github.lanewise.docs.site;

/**
 * A heading of a page.
 *
 * @param level 1 for the page's title
 * @param id what follows the # of a link to it, as GitHub makes it
 * @param text without markup
 */
record Heading(int level, String id, String text) {}
