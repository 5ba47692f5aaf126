package io.github.lanewise.formats.json;

import io.github.lanewise.formats.text.Messages;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a text by the grammar of JSON (RFC 8259) up to the first fault. It makes nothing of the text: it only explains
 * what the parser has refused.
 */
final class JsonScanner {
    private static final String VALUE =
            "a value (an object, an array, a text in double quotes, a number, true, false or null)";
    private static final Pattern NUMBER =
            Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.+-]++");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{4}");
    private static final String ESCAPES = "\"\\/bfnrt";

    private final String text;
    private final int maxDepth;
    private int at;
    private String expected = "";
    private String found = "";

    /**
     * A scanner at a text's beginning.
     *
     * @param text any text
     * @param maxDepth how many objects and arrays may lie inside each other
     */
    JsonScanner(String text, int maxDepth) {
        this.text = text;
        this.maxDepth = maxDepth;
    }

    /** Whether all of the text is one value. If not, the other methods say why. */
    boolean isJson() {
        if (!value(0)) {
            return false;
        }
        skipSpaces();
        return at == text.length() || fault("nothing after the end of the value");
    }

    /** Where the fault is. */
    int position() {
        return at;
    }

    /** What should stand there. */
    String expected() {
        return expected;
    }

    /** What stands there. */
    String found() {
        return found;
    }

    private boolean value(int depth) {
        skipSpaces();
        return switch (peek()) {
            case '{' -> deeper(depth) && object(depth + 1);
            case '[' -> deeper(depth) && array(depth + 1);
            case '"' -> string() != null;
            default -> number() || take("true") || take("false") || take("null") || fault(VALUE);
        };
    }

    private boolean deeper(int depth) {
        return depth < maxDepth || fault("at most " + maxDepth + " objects and arrays inside each other", "one more");
    }

    private boolean object(int depth) {
        Set<String> keys = new HashSet<>();
        at++;
        if (skip('}')) {
            return true;
        }
        do {
            skipSpaces();
            int begin = at;
            if (peek() != '"') {
                return fault("a key in double quotes");
            }
            String key = string();
            if (key == null) {
                return false;
            }
            if (!keys.add(key)) {
                at = begin;
                return fault("each key once in an object", "'" + key + "' again");
            }
            if (!skip(':')) {
                return fault("':' between a key and its value");
            }
            if (!value(depth)) {
                return false;
            }
        } while (skip(','));
        return skip('}') || fault("',' or '}' after a value of an object");
    }

    private boolean array(int depth) {
        at++;
        if (skip(']')) {
            return true;
        }
        do {
            if (!value(depth)) {
                return false;
            }
        } while (skip(','));
        return skip(']') || fault("',' or ']' after a value of an array");
    }

    /** The characters of a text in double quotes; null for a fault. */
    private @Nullable String string() {
        StringBuilder characters = new StringBuilder();
        int begin = at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return unicode(characters.toString(), begin);
            }
            if (c < ' ') {
                fault("no control character inside a text, but its escape");
                return null;
            }
            at++;
            if (c == '\\' && !escape(characters)) {
                return null;
            }
            if (c != '\\') {
                characters.append(c);
            }
        }
        fault("a double quote at the end of a text");
        return null;
    }

    private @Nullable String unicode(String characters, int begin) {
        if (Messages.isUnicode(characters)) {
            return characters;
        }
        at = begin;
        fault("Unicode text", "half of a surrogate pair");
        return null;
    }

    /** What follows a backslash. */
    private boolean escape(StringBuilder characters) {
        int kind = ESCAPES.indexOf(peek());
        if (kind >= 0) {
            characters.append("\"\\/\b\f\n\r\t".charAt(kind));
            at++;
            return true;
        }
        if (peek() != 'u') {
            return fault("one of \" \\ / b f n r t u after a backslash");
        }
        at++;
        String digits = matched(HEX);
        if (digits.isEmpty()) {
            return fault("four hexadecimal digits after \\u");
        }
        characters.append((char) Integer.parseInt(digits, 16));
        at += digits.length();
        return true;
    }

    private boolean number() {
        String number = matched(NUMBER);
        at += number.length();
        return !number.isEmpty();
    }

    private boolean take(String word) {
        boolean here = matched(WORD).equals(word);
        at += here ? word.length() : 0;
        return here;
    }

    private boolean skip(char mark) {
        skipSpaces();
        boolean here = peek() == mark;
        at += here ? 1 : 0;
        return here;
    }

    private void skipSpaces() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character, or one that is part of no JSON at the end of the text. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : Character.MAX_VALUE;
    }

    /** What a pattern matches from here on, or nothing. */
    private String matched(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    private boolean fault(String what) {
        if (at >= text.length()) {
            return fault(what, "the end of the text");
        }
        String word = matched(WORD);
        return fault(what, "'" + (word.isEmpty() ? Character.toString(text.codePointAt(at)) : word) + "'");
    }

    private boolean fault(String what, String instead) {
        expected = what;
        found = instead;
        return false;
    }
}
