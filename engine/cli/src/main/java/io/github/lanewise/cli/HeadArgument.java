package io.github.lanewise.cli;

import io.github.lanewise.spec.Head;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A linear layer beside a recurrent stack, and which rows it reads, as {@code fc:last-step}.
 *
 * @param layer the layer's name in the file
 * @param rows which rows of the stack's output it reads
 */
record HeadArgument(String layer, Head rows) {
    /** The rows as they are typed: {@code last-step}. */
    static String typed(Head rows) {
        return rows.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The ways to read a layer, for a message. */
    static String proposal(String layer) {
        return "--head " + layer + ":" + typed(Head.LAST_STEP) + " runs " + layer
                + " on the last step of each sequence (or " + layer + ":" + typed(Head.EVERY_STEP) + ", " + layer + ":"
                + typed(Head.FINAL_HIDDEN) + "; the model's code says which)";
    }

    /** Reads what was typed. */
    static final class Converter implements ITypeConverter<HeadArgument> {
        @Override
        public HeadArgument convert(String value) {
            // A layer's name may hold colons, the rows do not.
            int colon = value.lastIndexOf(':');
            String typed = value.substring(colon + 1);
            Optional<Head> rows = Arrays.stream(Head.values())
                    .filter(head -> typed(head).equals(typed))
                    .findFirst();
            if (colon < 1 || rows.isEmpty()) {
                String heads =
                        Arrays.stream(Head.values()).map(HeadArgument::typed).collect(Collectors.joining(", "));
                throw new TypeConversionException(
                        "expected LAYER:ROWS with one of " + heads + " as ROWS, found '" + value + "'");
            }
            return new HeadArgument(value.substring(0, colon), rows.get());
        }
    }
}
