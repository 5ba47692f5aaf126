package io.github.lanewise.formats.json;

import org.jspecify.annotations.Nullable;

/**
 * The place where a text stops to be JSON.
 *
 * @param place line and column, both from 1
 * @param expected what should stand there
 * @param found what stands there
 * @param hint what to do about it, or nothing
 */
record JsonFault(String place, String expected, String found, String hint) {
    /**
     * The first fault of a text.
     *
     * @param text any text
     * @param maxDepth how many objects and arrays may lie inside each other
     * @return the fault; null if the text is JSON, with each key once in an object and nothing after the end
     */
    static @Nullable JsonFault in(String text, int maxDepth) {
        JsonScanner scanner = new JsonScanner(text, maxDepth);
        return scanner.isJson() ? null : at(text, scanner.position(), scanner.expected(), scanner.found());
    }

    private static JsonFault at(String text, int position, String expected, String found) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < position; i++) {
            boolean lineBreak = text.charAt(i) == '\n'
                    || (text.charAt(i) == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (lineBreak) {
                line++;
                begin = i + 1;
            }
        }
        int column = 1 + text.codePointCount(begin, position);
        String hint = position == text.length() ? "the text is cut off" : "";
        return new JsonFault("line " + line + ", column " + column, expected, found, hint);
    }
}
