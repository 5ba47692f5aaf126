package io.github.lanewise.bench.report;

import io.github.lanewise.bench.Table;

/**
 * A part of the report.
 *
 * @param title what was measured
 * @param note what the columns mean
 * @param table the figures
 */
record Section(String title, String note, Table table) {
    String toMarkdown() {
        return "## " + title + "\n\n" + note + "\n\n" + table.toMarkdown();
    }
}
