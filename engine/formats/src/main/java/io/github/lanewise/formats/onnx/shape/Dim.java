package io.github.lanewise.formats.onnx.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An integer that may depend on extents which only a run knows: a number times named extents.
 *
 * @param factor the number
 * @param symbols names of extents, sorted; with a factor of 0 none
 */
public record Dim(long factor, List<String> symbols) {
    public static final Dim ONE = new Dim(1, List.of());

    /** A graph that squares an extent again and again would double its names each time. */
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

    /** Whether it is a plain number. */
    public boolean isNumber() {
        return symbols.isEmpty();
    }

    public boolean is(long value) {
        return isNumber() && factor == value;
    }

    /** The number as an int; -1 where it depends on a run or is too large. */
    public int asInt() {
        return isNumber() && factor <= Integer.MAX_VALUE ? (int) factor : -1;
    }

    public Dim times(Dim other) {
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        Collections.sort(all);
        return new Dim(Math.multiplyExact(factor, other.factor), all);
    }

    /** The sum, or null where it is not a number times extents. */
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

    /** The quotient, or null where it is not exact, or not a number times extents. */
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

    /** A shape for messages, for instance {@code (T, N, 5)}. */
    public static String text(List<Dim> shape) {
        return shape.stream().map(Dim::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    /**
     * Whether an array has the shape that an input of the graph is declared with.
     *
     * @param declared each extent a number or one name
     * @param found the array's extents
     * @param named the extents of names so far; those of new names are added
     */
    public static boolean fit(List<Dim> declared, int[] found, Map<String, Long> named) {
        boolean fit = found.length == declared.size();
        for (int i = 0; fit && i < found.length; i++) {
            Dim dim = declared.get(i);
            Long known = dim.isNumber()
                    ? Long.valueOf(dim.factor())
                    : named.putIfAbsent(dim.symbols().getFirst(), (long) found[i]);
            fit = known == null || known == found[i];
        }
        return fit;
    }

    @Override
    public String toString() {
        String names = String.join(" * ", symbols);
        return isNumber() ? Long.toString(factor) : factor == 1 ? names : factor + " * " + names;
    }
}
