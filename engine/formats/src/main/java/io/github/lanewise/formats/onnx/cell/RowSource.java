package io.github.lanewise.formats.onnx.cell;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a product reads: a value, or one index of one of its axes. Two are equal if they are the same rows, whatever axes
 * of extent 1 have come or gone on the way to the product.
 */
public final class RowSource {
    /**
     * One index of an axis.
     *
     * @param axis of the value
     * @param fromEnd whether the index counts from the end, 0 for the last
     * @param index from 0
     */
    public record Pick(int axis, boolean fromEnd, int index) {}

    private final String value;
    private final @Nullable Pick pick;
    private final String read;

    private RowSource(String value, @Nullable Pick pick, String read) {
        this.value = value;
        this.pick = pick;
        this.read = read;
    }

    /** All rows of a value. */
    public static RowSource of(String value) {
        return new RowSource(value, null, value);
    }

    /** The same rows under another name. */
    RowSource readAs(String name) {
        return new RowSource(value, pick, name);
    }

    /** One index of an axis of the value, which has to be whole. */
    public RowSource picked(Pick newPick, String name) {
        return new RowSource(value, newPick, name);
    }

    public String value() {
        return value;
    }

    @Nullable
    public Pick pick() {
        return pick;
    }

    /** The name of the value that the product itself reads. */
    public String read() {
        return read;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowSource source && value.equals(source.value) && Objects.equals(pick, source.pick);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, pick);
    }

    @Override
    public String toString() {
        return pick == null ? value : value + " " + pick;
    }
}
