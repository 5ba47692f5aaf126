package io.github.lanewise.formats.onnx.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An integer that may depend on extents which only a run knows: a number times named extents.
 *
 * @param factor the number
 * @param symbols names of extents, sorted; with a factor of 0 none
 */
public record Dim(long factor, List<String> symbols) {
    public static final Dim ONE = new Dim(1, List.of());

    /** A graph that multiplies a thing with itself again and again would double them each time. */
    private static final int MAX_SYMBOLS = 16;

    /** Checks the number of names. */
    public Dim {
        symbols = factor == 0 ? List.of() : List.copyOf(symbols);
        if (symbols.size() > MAX_SYMBOLS) {
            throw new ArithmeticException("an extent of more than " + MAX_SYMBOLS + " factors");
        }
    }

    public static Dim of(long value) {
        return new Dim(value, List.of());
    }

    public static Dim symbol(String name) {
        return new Dim(1, List.of(name));
    }

    /**
     * Whether it depends on nothing.
     *
     * @return true for a plain number
     */
    public boolean isNumber() {
        return symbols.isEmpty();
    }

    public boolean is(long value) {
        return isNumber() && factor == value;
    }

    public Dim times(Dim other) {
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        Collections.sort(all);
        return new Dim(Math.multiplyExact(factor, other.factor), all);
    }

    /** The sum, or null where it is no number times extents. */
    @Nullable
    public Dim plus(Dim other) {
        if (factor == 0) {
            return other;
        }
        if (other.factor == 0) {
            return this;
        }
        return symbols.equals(other.symbols) ? new Dim(Math.addExact(factor, other.factor), symbols) : null;
    }

    public Dim negated() {
        return new Dim(Math.negateExact(factor), symbols);
    }

    /** The quotient, or null where it is not exact, or no number times extents. */
    @Nullable
    public Dim dividedBy(Dim other) {
        if (other.factor == 0 || factor % other.factor != 0) {
            return null;
        }
        List<String> left = new ArrayList<>(symbols);
        for (String symbol : other.symbols) {
            if (!left.remove(symbol)) {
                return null;
            }
        }
        return new Dim(Math.divideExact(factor, other.factor), left);
    }

    public static Dim product(List<Dim> dims) {
        Dim product = ONE;
        for (Dim dim : dims) {
            product = product.times(dim);
        }
        return product;
    }

    @Override
    public String toString() {
        String names = String.join(" * ", symbols);
        return isNumber() ? Long.toString(factor) : factor == 1 ? names : factor + " * " + names;
    }
}
