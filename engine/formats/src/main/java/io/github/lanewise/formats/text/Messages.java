package io.github.lanewise.formats.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Texts for messages: shapes, numbers and lists of names. */
public final class Messages {
    private static final int MAX_LISTED = 12;
    private static final int MAX_EXTENTS = 32;

    /** Longer numbers are written with an exponent. */
    private static final long MAX_WHOLE = 10_000_000_000L;

    private Messages() {}

    /** On one line, in characters that show, and not longer than a given length. */
    public static String shorten(String text, int length) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), length));
        for (int i = 0; i < text.length(); i++) {
            if (line.length() >= length) {
                return line.append("...").toString();
            }
            char c = text.charAt(i);
            if (!shows(c) || (Character.isSurrogate(c) && !inPair(text, i))) {
                line.append("\\u%04x".formatted((int) c));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    private static boolean shows(char c) {
        return !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
    }

    /** Whether every surrogate stands in a pair, so that the text has a UTF-8 form. */
    public static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && !inPair(text, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean inPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }

    /** Extents in parentheses, {@code (4, 3)}. */
    public static String shape(long... extents) {
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < Math.min(extents.length, MAX_EXTENTS); i++) {
            out.append(i == 0 ? "" : ", ").append(extents[i]);
        }
        if (extents.length > MAX_EXTENTS) {
            out.append(", ... ").append(extents.length).append(" extents");
        }
        return out.append(')').toString();
    }

    /** A number as people write it: whole ones without a point. */
    public static String number(float value) {
        return value == (long) value && Math.abs(value) < MAX_WHOLE
                ? Long.toString((long) value)
                : Float.toString(value);
    }

    /** Names with commas between them, the first dozen of them. */
    public static String list(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String listed =
                names.stream().limit(MAX_LISTED).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() <= MAX_LISTED ? listed : listed + " and " + (names.size() - MAX_LISTED) + " more";
    }
}
