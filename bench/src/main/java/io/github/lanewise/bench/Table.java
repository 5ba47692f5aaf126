package io.github.lanewise.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of text: the first column flush left, the others, which hold figures, flush right. Not thread-safe. */
public final class Table {
    /** A Markdown table's rule needs at least {@code --:}. */
    private static final int MARKDOWN_WIDTH = 3;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param header the columns' names, at least one
     */
    public Table(String... header) {
        this.header = List.of(header);
    }

    /**
     * Adds a row.
     *
     * @param cells one a column
     * @return this
     * @throws IllegalArgumentException if the number of cells is another
     */
    public Table row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "expected " + header.size() + " cells, one for each of " + header + ", found " + cells.length);
        }
        rows.add(List.of(cells));
        return this;
    }

    /**
     * Whether there is nothing below the header.
     *
     * @return true without a row
     */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * For a terminal: columns two spaces apart.
     *
     * @param indent spaces before each line
     * @return lines, each ended by a newline
     */
    public String toText(int indent) {
        return padded(lines(), 0).stream()
                .map(cells -> " ".repeat(indent) + String.join("  ", cells).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /**
     * For a Markdown page: cells padded, so that the source is readable too.
     *
     * @return lines, each ended by a newline
     */
    public String toMarkdown() {
        List<List<String>> escaped = lines().stream()
                .map(cells ->
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
                .toList();
        List<String> lines = padded(escaped, MARKDOWN_WIDTH).stream()
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(1, rule(widths(escaped, MARKDOWN_WIDTH)));
        return String.join("", lines);
    }

    private List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(header);
        lines.addAll(rows);
        return lines;
    }

    private static String rule(int[] widths) {
        StringBuilder out = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String dashes = "-".repeat(widths[column] - 1);
            out.append(column == 0 ? " :" + dashes : " " + dashes + ":").append(" |");
        }
        return out.append('\n').toString();
    }

    private static List<List<String>> padded(List<List<String>> lines, int minimumWidth) {
        int[] widths = widths(lines, minimumWidth);
        return lines.stream()
                .map(cells -> IntStream.range(0, widths.length)
                        .mapToObj(column -> pad(cells.get(column), widths[column], column > 0))
                        .toList())
                .toList();
    }

    private static int[] widths(List<List<String>> lines, int minimumWidth) {
        int[] widths = new int[lines.getFirst().size()];
        Arrays.fill(widths, minimumWidth);
        for (List<String> cells : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], cells.get(column).length());
            }
        }
        return widths;
    }

    private static String pad(String cell, int width, boolean flushRight) {
        String spaces = " ".repeat(width - cell.length());
        return flushRight ? spaces + cell : cell + spaces;
    }
}
