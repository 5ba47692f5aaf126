package io.github.lanewise.cli.bench;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of a recurrent stack.
 *
 * @param input features of a row
 * @param hidden units of each layer
 * @param layers how many
 */
public record Shape(int input, int hidden, int layers) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})x(\\d{1,5})(?:x(\\d{1,3}))?");
    private static final int MOST_UNITS = 16_384;
    private static final int MOST_LAYERS = 100;

    /**
     * Reads what was typed.
     *
     * @param text for instance {@code 40x64} or, with the number of layers, {@code 40x64x2}
     * @return the sizes
     * @throws IllegalArgumentException if it is something else
     */
    public static Shape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            String layers = matcher.group(3);
            Shape shape = new Shape(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    layers == null ? 1 : Integer.parseInt(layers));
            if (within(shape.input, MOST_UNITS)
                    && within(shape.hidden, MOST_UNITS)
                    && within(shape.layers, MOST_LAYERS)) {
                return shape;
            }
        }
        throw new IllegalArgumentException(
                "expected INPUTSxUNITS or INPUTSxUNITSxLAYERS, such as 128x128 or 64x256x2, with 1 to " + MOST_UNITS
                        + " inputs and units and 1 to " + MOST_LAYERS + " layers, found '" + text + "'");
    }

    private static boolean within(int number, int most) {
        return number >= 1 && number <= most;
    }

    /**
     * A stack of these sizes.
     *
     * @param kind of its cells
     * @return with random weights, the same ones each time
     */
    public RecurrentSpec stack(CellKind kind) {
        return RecurrentSpec.builder(kind, input, hidden)
                .name("rnn")
                .numLayers(layers)
                .buildUntrained(new SplittableRandom(input + hidden));
    }
}
