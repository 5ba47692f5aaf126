package io.github.lanewise.docs.outputs;

import java.util.List;

/**
 * A command and what the page shows as its output.
 *
 * @param page in the repository, with slashes
 * @param first the line of the page with the output's first line, from 0
 * @param indent spaces that begin each line of the block
 * @param command as a shell takes it, perhaps of several lines
 * @param output the lines of the page, without the indent
 * @param directives of the block
 */
record Exchange(String page, int first, String indent, String command, List<String> output, Directives directives) {
    /** A line of the output that stands for any number of lines. */
    static final String LEFT_OUT = "...";

    Exchange {
        output = List.copyOf(output);
    }

    /** Where the output begins, for messages. */
    String where() {
        return page + ":" + (first + 1);
    }

    /** Whether the page has only a part of the output. */
    boolean isPart() {
        return directives.excerpt() || output.contains(LEFT_OUT);
    }
}
