package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Table;

/**
 * A part of the page.
 *
 * @param title its heading
 * @param note what the figures are; empty for none
 * @param table the figures
 */
record PageSection(String title, String note, Table table) {
    /** Empty where nothing was measured. */
    String toMarkdown() {
        return table.isEmpty()
                ? ""
                : "## " + title + "\n\n" + (note.isEmpty() ? "" : note + "\n\n") + table.toMarkdown();
    }
}
