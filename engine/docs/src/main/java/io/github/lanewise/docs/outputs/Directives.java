package io.github.lanewise.docs.outputs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the comments right above a block say of it. Readers of the page do not see them.
 *
 * <pre>
 * &lt;!-- output of: COMMAND --&gt;              the block is what COMMAND prints
 * &lt;!-- from the output of: COMMAND --&gt;     the block has some lines of it, in their order
 * &lt;!-- given: FILE = PATH --&gt;              FILE of the commands is a copy of PATH, a file of the repository
 * &lt;!-- given: FILE = zeros (5, 20, 6) --&gt;  or an array of zeros in NumPy's format
 * &lt;!-- lines that vary: REGEX --&gt;          lines in which REGEX is found are not compared
 * &lt;!-- figures vary --&gt;                    no number is compared
 * &lt;!-- not run again: REASON --&gt;           the commands are not run; the reason is reported
 * </pre>
 *
 * @param command whose output the block is, where its first line does not show it
 * @param excerpt whether the block has only some lines of the output
 * @param given paths in the repository or {@link Zeros}, by the names that the commands have for them
 * @param varying of lines that are not compared
 * @param figuresVary whether no number is compared
 * @param notRun why the commands are not run
 */
record Directives(
        Optional<String> command,
        boolean excerpt,
        Map<String, String> given,
        Optional<Pattern> varying,
        boolean figuresVary,
        Optional<String> notRun) {
    private static final Pattern COMMENT = Pattern.compile("<!-- ([^:]+?)(?:: (.+))? -->");

    Directives {
        given = Map.copyOf(given);
    }

    static boolean isComment(String line) {
        return line.strip().startsWith("<!--");
    }

    /**
     * What comments say.
     *
     * @param where page and line, for messages
     * @param comments each on a line of its own
     */
    static Directives of(String where, List<String> comments) {
        Builder builder = new Builder();
        for (String comment : comments) {
            Matcher matcher = COMMENT.matcher(comment.strip());
            if (!matcher.matches() || !builder.add(where, matcher.group(1), Optional.ofNullable(matcher.group(2)))) {
                throw new PageException(where + ": expected a comment as Directives describes them, found "
                        + comment.strip() + "; mend it, or put a blank line between it and the block");
            }
        }
        return builder.build();
    }

    /** What has been said so far. */
    private static final class Builder {
        private Optional<String> command = Optional.empty();
        private boolean excerpt;
        private final Map<String, String> given = new LinkedHashMap<>();
        private Optional<Pattern> varying = Optional.empty();
        private boolean figuresVary;
        private Optional<String> notRun = Optional.empty();

        /** Whether that could be understood. */
        boolean add(String where, String name, Optional<String> value) {
            if (name.equals("figures vary")) {
                figuresVary = true;
                return value.isEmpty();
            }
            return value.isPresent() && add(where, name, value.get());
        }

        private boolean add(String where, String name, String value) {
            switch (name) {
                case "output of" -> command = Optional.of(value);
                case "from the output of" -> {
                    command = Optional.of(value);
                    excerpt = true;
                }
                case "given" -> {
                    String[] sides = value.split(" = ", -1);
                    if (sides.length != 2) {
                        return false;
                    }
                    given.put(sides[0], sides[1]);
                }
                case "lines that vary" -> varying = Optional.of(pattern(where, value));
                case "not run again" -> notRun = Optional.of(value);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static Pattern pattern(String where, String regex) {
            try {
                return Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new PageException(where + ": expected a regular expression, found " + regex + ": "
                        + e.getDescription() + "; mend it");
            }
        }

        Directives build() {
            return new Directives(command, excerpt, given, varying, figuresVary, notRun);
        }
    }
}
