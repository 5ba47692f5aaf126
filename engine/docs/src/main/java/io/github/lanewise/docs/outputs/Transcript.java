package io.github.lanewise.docs.outputs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the commands and outputs of a page: in blocks whose first line begins with "$ ", and below comments that name a command. */
final class Transcript {
    private static final Pattern FENCE = Pattern.compile("( *)```.*");
    private static final String PROMPT = "$ ";

    private final String page;
    private final List<String> lines;
    private final List<Exchange> exchanges = new ArrayList<>();

    private Transcript(String page, List<String> lines) {
        this.page = page;
        this.lines = lines;
    }

    /**
     * The exchanges of a page, in their order.
     *
     * @param page in the repository, for messages
     * @param lines of the page
     */
    static List<Exchange> of(String page, List<String> lines) {
        Transcript transcript = new Transcript(page, lines);
        int line = 0;
        while (line < lines.size()) {
            Matcher fence = FENCE.matcher(lines.get(line));
            line = fence.matches() ? transcript.block(line, fence.group(1)) : line + 1;
        }
        return transcript.exchanges;
    }

    /** Reads the block whose fence stands on a line, and returns the line behind the block. */
    private int block(int fence, String indent) {
        int end = fence + 1;
        while (end < lines.size() && !lines.get(end).equals(indent + "```")) {
            end++;
        }
        if (end == lines.size()) {
            throw new PageException(page + ":" + (fence + 1) + ": expected ``` at the end of the block, found none");
        }
        Directives directives = directives(fence);
        if (fence + 1 < end && text(fence + 1, indent).startsWith(PROMPT)) {
            commands(fence + 1, end, indent, directives);
        } else if (directives.command().isPresent()) {
            add(fence + 1, end, indent, directives.command().get(), directives);
        } else if (!directives.equals(Directives.of(page, List.of()))) {
            throw new PageException(page + ":" + (fence + 1)
                    + ": expected a command, '$ ' on the first line or a comment 'output of', found none; remove the comments"
                    + " above the block");
        }
        return end + 1;
    }

    private Directives directives(int fence) {
        int first = fence;
        while (first > 0 && Directives.isComment(lines.get(first - 1))) {
            first--;
        }
        return Directives.of(page + ":" + (fence + 1), lines.subList(first, fence));
    }

    private void commands(int begin, int end, String indent, Directives directives) {
        int line = begin;
        while (line < end) {
            StringBuilder command = new StringBuilder(text(line, indent).substring(PROMPT.length()));
            while (text(line, indent).endsWith("\\") && line + 1 < end) {
                line++;
                command.append('\n').append(text(line, indent));
            }
            int first = line + 1;
            line = first;
            while (line < end && !text(line, indent).startsWith(PROMPT)) {
                line++;
            }
            add(first, line, indent, command.toString(), directives);
        }
    }

    private void add(int first, int end, String indent, String command, Directives directives) {
        List<String> output = new ArrayList<>();
        for (int line = first; line < end; line++) {
            output.add(text(line, indent));
        }
        exchanges.add(new Exchange(page, first, indent, command, output, directives));
    }

    private String text(int line, String indent) {
        String text = lines.get(line);
        return text.startsWith(indent) ? text.substring(indent.length()) : text.strip();
    }
}
