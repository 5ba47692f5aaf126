package io.github.lanewise.cli;

import java.util.Collection;
import java.util.Comparator;

/** Names that look like a mistyped one. */
final class Spelling {
    private Spelling() {}

    /** The name that was probably meant, as a question in parentheses; nothing if none is near. */
    static String suggestion(String typed, Collection<String> names) {
        int allowed = Math.max(2, typed.length() / 4);
        return names.stream()
                .filter(name -> distance(typed, name) <= allowed && distance(typed, name) < typed.length() / 2.0)
                .min(Comparator.comparingInt(name -> distance(typed, name)))
                .map(name -> " (did you mean " + name + "?)")
                .orElse("");
    }

    /** How many letters were left out, added or replaced, or neighbours exchanged (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : edits(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int edits(int[][] edits, String a, String b, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(least, 1 + edits[i - 2][j - 2]) : least;
    }
}
