package io.github.lanewise.bench.jmh;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of an LSTM layer, written {@code INPUTxHIDDEN}.
 *
 * @param input features of an input row
 * @param hidden units
 */
public record Shape(int input, int hidden) {
    private static final Pattern TEXT = Pattern.compile("(\\d+)x(\\d+)");

    /**
     * Reads a shape.
     *
     * @param text for instance {@code 40x64}
     * @return the shape
     * @throws IllegalArgumentException if it is no shape
     */
    public static Shape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("shape: expected INPUTxHIDDEN, found '" + text + "'");
        }
        return new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Rows of the layer's weight matrices.
     *
     * @return four gates of hidden units
     */
    public int gateRows() {
        return 4 * hidden;
    }

    /**
     * Columns of both weight matrices together.
     *
     * @return input features and hidden units
     */
    public int columns() {
        return input + hidden;
    }

    /**
     * What the weight matrices take in memory.
     *
     * @return bytes, four a weight
     */
    public long weightBytes() {
        return (long) gateRows() * columns() * Float.BYTES;
    }

    /** A layer of these sizes with random weights, the same ones each time. */
    RecurrentSpec lstm() {
        return RecurrentSpec.builder(CellKind.LSTM, input, hidden).buildUntrained(new SplittableRandom(columns()));
    }

    @Override
    public String toString() {
        return input + "x" + hidden;
    }
}
