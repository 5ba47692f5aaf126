package io.github.lanewise.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns: flush left, or flush right for figures. */
final class Table {
    private final String columns;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param columns a letter for each column: {@code l} flush left, {@code r} flush right
     */
    Table(String columns) {
        this.columns = columns;
    }

    Table row(String... cells) {
        if (cells.length != columns.length()) {
            throw new IllegalArgumentException("expected " + columns.length() + " cells, found " + cells.length);
        }
        rows.add(cells);
        return this;
    }

    /** Prints the rows, columns two spaces apart. */
    void print(PrintWriter out) {
        int[] widths = new int[columns.length()];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String spaces = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(columns.charAt(i) == 'r' ? spaces + row[i] : row[i] + spaces);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
