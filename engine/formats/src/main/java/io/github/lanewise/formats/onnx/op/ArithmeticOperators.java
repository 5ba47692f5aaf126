package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic of what is known: shapes that depend on a run, and constants. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    /** An operator on two known values, element by element; null where one of them is not known. */
    static @Nullable Constant binary(NodeContext o, KnownExtents sizes) throws FormatException {
        Value left = o.value(0);
        Value right = o.value(1);
        if (left instanceof IntegerConstant a && right instanceof IntegerConstant b) {
            int[] shape = broadcast(o, a, b);
            List<Dim> x = ((IntegerConstant) a.expanded(shape)).elements();
            List<Dim> y = ((IntegerConstant) b.expanded(shape)).elements();
            List<Dim> results = new ArrayList<>();
            for (int i = 0; i < x.size(); i++) {
                Dim one = sizes.known(x.get(i));
                Dim other = sizes.known(y.get(i));
                Dim result = integer(o.operator(), one, other);
                if (result == null) {
                    throw o.refused("extents for which " + o.operator() + " is known", one + " and " + other);
                }
                results.add(result);
            }
            return new IntegerConstant(results, shape);
        }
        if (left instanceof RealConstant a && right instanceof RealConstant b) {
            int[] shape = broadcast(o, a, b);
            float[] x = ((RealConstant) a.expanded(shape)).data();
            float[] y = ((RealConstant) b.expanded(shape)).data();
            float[] results = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                results[i] = real(o, x[i], y[i]);
            }
            return new RealConstant(results, RealConstant.names(a, b), shape);
        }
        return null;
    }

    /** The other operand where one is the neutral element, 0 of a sum or 1 of a product, as some exporters write; or null. */
    static @Nullable Value neutral(NodeContext o) throws FormatException {
        boolean sum = o.operator().equals("Add") || o.operator().equals("Sub");
        if (isNumber(o.value(1), sum ? 0 : 1)) {
            return o.value(0);
        }
        boolean commutes = o.operator().equals("Add") || o.operator().equals("Mul");
        return commutes && isNumber(o.value(0), sum ? 0 : 1) ? o.value(1) : null;
    }

    private static boolean isNumber(Value value, float number) {
        return value instanceof RealConstant reals && reals.rank() == 0 && reals.data()[0] == number;
    }

    private static @Nullable Dim integer(String operator, Dim x, Dim y) {
        boolean numbers = x.isNumber() && y.isNumber();
        return switch (operator) {
            case "Add" -> x.plus(y);
            case "Sub" -> x.equals(y) ? Dim.of(0) : x.plus(y.negated());
            case "Mul" -> x.times(y);
            case "Div" -> numbers && y.factor() != 0 ? Dim.of(x.factor() / y.factor()) : x.dividedBy(y);
            case "Equal" -> x.equals(y) ? Dim.ONE : numbers ? Dim.of(0) : null;
            case "Less" -> numbers ? truth(x.factor() < y.factor()) : null;
            case "Greater" -> numbers ? truth(x.factor() > y.factor()) : null;
            case "And" -> numbers ? truth(x.factor() != 0 && y.factor() != 0) : null;
            case "Or" -> numbers ? truth(x.factor() != 0 || y.factor() != 0) : null;
            case "Min" -> x.equals(y) ? x : numbers ? Dim.of(Math.min(x.factor(), y.factor())) : null;
            case "Max" -> x.equals(y) ? x : numbers ? Dim.of(Math.max(x.factor(), y.factor())) : null;
            default -> null;
        };
    }

    private static Dim truth(boolean value) {
        return Dim.of(value ? 1 : 0);
    }

    private static float real(NodeContext o, float x, float y) throws FormatException {
        return switch (o.operator()) {
            case "Add" -> x + y;
            case "Sub" -> x - y;
            case "Mul" -> x * y;
            case "Div" -> x / y;
            case "Min" -> Math.min(x, y);
            case "Max" -> Math.max(x, y);
            case "Pow" -> (float) Math.pow(x, y);
            default -> throw o.refused("integers", "floats");
        };
    }

    private static int[] broadcast(NodeContext o, Constant a, Constant b) throws FormatException {
        int rank = Math.max(a.rank(), b.rank());
        int[] shape = new int[rank];
        long count = 1;
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.size(a.rank() - i) : 1;
            int y = i <= b.rank() ? b.size(b.rank() - i) : 1;
            if (x != y && x != 1 && y != 1) {
                throw o.refused("shapes that fit one another", a.describe() + " and " + b.describe());
            }
            shape[rank - i] = x == 1 ? y : x;
            count *= shape[rank - i];
            if (count > Constant.MAX_FILLED) {
                throw o.refused("at most " + Constant.MAX_FILLED + " elements", a.describe() + " and " + b.describe());
            }
        }
        return shape;
    }

    /** The product of integers along one axis, or of all. */
    static IntegerConstant product(NodeContext o) throws FormatException {
        if (!(o.value(0) instanceof IntegerConstant integers && integers.rank() == 1)) {
            throw o.refusedInput(0, "integers in a row that are known before the model runs", o.value(0));
        }
        long[] axes = o.numbers(1, "axes");
        for (int i = 0; axes != null && i < axes.length; i++) {
            o.axis(axes[i], 1);
        }
        Dim product = Dim.product(integers.elements());
        boolean all = axes == null || axes.length > 0 || !o.truth("noop_with_empty_axes");
        if (!all) {
            return integers;
        }
        return o.integer("keepdims", 1) == 0 ? IntegerConstant.filled(product) : IntegerConstant.of(List.of(product));
    }

    /** Arithmetic of constants alone. */
    static Constant ofConstants(NodeContext o) throws FormatException {
        if (o.value(0) instanceof RealConstant reals && o.count() == 1) {
            float[] results = new float[reals.count()];
            for (int i = 0; i < results.length; i++) {
                results[i] = unary(o, reals.data()[i]);
            }
            return new RealConstant(results, reals.names(), reals.shape());
        }
        Constant known = o.count() == 2 ? binary(o, new KnownExtents()) : null;
        if (known == null) {
            throw o.refused("constants", o.value(0).describe());
        }
        return known;
    }

    private static float unary(NodeContext o, float x) throws FormatException {
        return switch (o.operator()) {
            case "Sqrt" -> (float) Math.sqrt(x);
            case "Reciprocal" -> 1 / x;
            case "Neg" -> -x;
            case "Min", "Max" -> x;
            default -> throw o.refused("two inputs", "one");
        };
    }

    static IntegerConstant not(NodeContext o) throws FormatException {
        if (!(o.value(0) instanceof IntegerConstant integers)) {
            throw o.refusedInput(0, "a truth value that is known before the model runs", o.value(0));
        }
        List<Dim> results = new ArrayList<>();
        for (long number : o.numbers(0)) {
            results.add(truth(number == 0));
        }
        return new IntegerConstant(results, integers.shape());
    }
}
