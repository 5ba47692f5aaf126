package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxTensor;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.ByteConstant;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Operators that make constants or change their elements: Constant, ConstantOfShape, Shape, Size, Expand, Tile, Cast. And
 * Dropout, which changes nothing where a model is not trained.
 */
public final class ConstantOperators {
    /** Integers are arithmetic of shapes in these graphs, never data. */
    private static final int MAX_INTEGERS = 1 << 16;

    private ConstantOperators() {}

    public static Constant of(Refusals source, OnnxTensor tensor) throws FormatException {
        if (tensor.type().isReal()) {
            return new RealConstant(tensor.floats(), Set.of(tensor.name()), tensor.shape());
        }
        if (tensor.type() == ElementType.INT8 || tensor.type() == ElementType.UINT8) {
            boolean signed = tensor.type() == ElementType.INT8;
            return new ByteConstant(tensor.bytes(), signed, Set.of(tensor.name()), tensor.shape());
        }
        if (tensor.count() > MAX_INTEGERS) {
            throw source.refused(
                    tensor.where(),
                    "at most " + MAX_INTEGERS + " integers, as shapes have",
                    Integer.toString(tensor.count()),
                    "");
        }
        return new IntegerConstant(
                Arrays.stream(tensor.integers()).mapToObj(Dim::of).toList(), tensor.shape());
    }

    static Constant constant(NodeContext o) throws FormatException {
        OnnxTensor tensor = o.tensor("value");
        if (tensor != null) {
            Constant value = of(o.source(), tensor);
            String name = o.node().outputs().getFirst();
            return switch (value) {
                case RealConstant reals -> reals.named(name);
                case ByteConstant bytes -> bytes.named(name);
                case IntegerConstant integers -> integers;
            };
        }
        if (o.has("value_float")) {
            return new RealConstant(new float[] {o.real("value_float", 0)});
        }
        if (o.has("value_int")) {
            return IntegerConstant.filled(Dim.of(o.integer("value_int", 0)));
        }
        if (o.has("value_floats")) {
            float[] reals = o.reals("value_floats");
            return new RealConstant(reals, reals.length);
        }
        if (o.has("value_ints")) {
            long[] integers = Objects.requireNonNull(o.integers("value_ints"));
            return new IntegerConstant(Arrays.stream(integers).mapToObj(Dim::of).toList(), integers.length);
        }
        throw o.refused("attribute value, value_float, value_floats, value_int or value_ints", "none of them");
    }

    static Value constantOfShape(NodeContext o) throws FormatException {
        List<Dim> dims = extents(o, 0);
        OnnxTensor tensor = o.tensor("value");
        Constant value = tensor == null ? new RealConstant(new float[1], 1) : of(o.source(), tensor);
        if (value.count() != 1) {
            throw o.refused("attribute value of one element", value.describe());
        }
        if (value instanceof RealConstant reals) {
            return RepeatedConstant.filled(reals.data()[0], dims);
        }
        return integers(o, value instanceof ByteConstant bytes ? bytes.integers() : (IntegerConstant) value, dims);
    }

    private static IntegerConstant integers(NodeContext o, IntegerConstant value, List<Dim> dims)
            throws FormatException {
        int[] extents = new int[dims.size()];
        long count = 1;
        for (int i = 0; i < extents.length; i++) {
            count *= dims.get(i).isNumber() ? dims.get(i).factor() : MAX_INTEGERS + 1;
            if (count < 0 || count > MAX_INTEGERS) {
                throw o.refused("at most " + MAX_INTEGERS + " integers, as shapes have", "shape " + dims);
            }
            extents[i] = (int) dims.get(i).factor();
        }
        return IntegerConstant.filled(value.elements().getFirst(), extents);
    }

    /** The extents that an input of integers says. */
    static List<Dim> extents(NodeContext o, int index) throws FormatException {
        if (o.value(index) instanceof IntegerConstant integers && integers.rank() == 1) {
            return integers.elements();
        }
        throw o.refusedInput(index, "a shape", o.value(index));
    }

    static IntegerConstant shape(NodeContext o) throws FormatException {
        List<Dim> dims = ValueExtents.of(o.value(0));
        return IntegerConstant.ofShape(dims, o.integer("start", 0), o.integer("end", dims.size()));
    }

    static IntegerConstant size(NodeContext o) throws FormatException {
        return IntegerConstant.filled(Dim.product(ValueExtents.of(o.value(0))));
    }

    static Value expand(NodeContext o) throws FormatException {
        Value value = o.value(0);
        List<Dim> target = extents(o, 1);
        if (!(value instanceof RealConstant reals)) {
            if (value instanceof IntegerConstant integers && integers.count() == 1) {
                return integers(o, integers, target);
            }
            throw o.refusedInput(0, "a constant", value);
        }
        int rank = Math.max(reals.rank(), target.size());
        int[] base = new int[rank];
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            int inValue = i - (rank - reals.rank());
            int inTarget = i - (rank - target.size());
            base[i] = inValue < 0 ? 1 : reals.size(inValue);
            Dim wanted = inTarget < 0 ? Dim.ONE : target.get(inTarget);
            // An extent that only a run knows is taken to be the constant's own, unless it repeats one element.
            if (base[i] != 1 && wanted.isNumber() && !wanted.is(1) && !wanted.is(base[i])) {
                throw o.refused("an extent of 1 or " + base[i] + " in dimension " + i, wanted.toString());
            }
            dims.add(base[i] == 1 ? wanted : Dim.of(base[i]));
        }
        return new RepeatedConstant(reals.shaped(base), dims);
    }

    /** A constant whose axes of one element are repeated. */
    static Value tile(NodeContext o) throws FormatException {
        List<Dim> repeats = extents(o, 1);
        if (!(o.value(0) instanceof RealConstant reals) || reals.rank() != repeats.size()) {
            throw o.refusedInput(0, "a constant of " + repeats.size() + " axes", o.value(0));
        }
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < repeats.size(); i++) {
            if (reals.size(i) != 1 && !repeats.get(i).is(1)) {
                throw o.refused("repeats of axes of one element", repeats + " of " + reals.describe());
            }
            dims.add(reals.size(i) == 1 ? repeats.get(i) : Dim.of(reals.size(i)));
        }
        return new RepeatedConstant(reals, dims);
    }

    static Value cast(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        long number = o.integer("to", 0);
        o.integer("saturate", 1);
        ElementType to = ElementType.of(number);
        Value cast =
                to == null ? null : to.isReal() ? toReals(o, folding, value, to) : toIntegers(o, folding, value, to);
        if (cast == null) {
            throw o.refusedInput(0, "a cast that changes no value, not one to " + (to == null ? number : to), value);
        }
        return cast;
    }

    /**
     * What a run computes stays float32, whatever type of reals it is cast to; constants are rounded to that type, so that a
     * model has the weights that its file says. Null for what cannot be cast.
     */
    private static @Nullable Value toReals(NodeContext o, Folding folding, Value value, ElementType to)
            throws FormatException {
        return switch (value) {
            case IntegerConstant integers -> reals(o.numbers(0), to, integers.shape());
            case ByteConstant bytes ->
                reals(IntStream.range(0, bytes.count()).mapToLong(bytes::number).toArray(), to, bytes.shape());
            case RealConstant reals -> rounded(reals, to);
            case RepeatedConstant repeated -> new RepeatedConstant(rounded(repeated.base(), to), repeated.dims());
            case InputView view -> folding.inputType(view.input()) == null ? null : view;
            default -> value;
        };
    }

    private static @Nullable Value toIntegers(NodeContext o, Folding folding, Value value, ElementType to)
            throws FormatException {
        if (value instanceof ByteConstant bytes) {
            return bytes.count() > MAX_INTEGERS ? null : toIntegers(o, folding, bytes.integers(), to);
        }
        boolean wide = to == ElementType.INT32 || to == ElementType.INT64;
        if (value instanceof IntegerConstant integers) {
            return to == ElementType.BOOL ? truth(o, integers) : integers;
        }
        if (wide && value instanceof RealConstant reals && reals.count() <= MAX_INTEGERS) {
            List<Dim> numbers = new ArrayList<>();
            for (float real : reals.data()) {
                numbers.add(Dim.of((long) real));
            }
            return new IntegerConstant(numbers, reals.shape());
        }
        if (wide && value instanceof InputView view) {
            ElementType from = folding.inputType(view.input());
            return from == null || from.isReal() ? null : view;
        }
        return null;
    }

    private static RealConstant reals(long[] numbers, ElementType to, int[] shape) {
        float[] reals = new float[numbers.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = to.rounded((float) numbers[i]);
        }
        return new RealConstant(reals, shape);
    }

    private static RealConstant rounded(RealConstant reals, ElementType to) {
        float[] rounded = new float[reals.count()];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = to.rounded(reals.data()[i]);
        }
        return new RealConstant(rounded, reals.names(), reals.shape());
    }

    private static IntegerConstant truth(NodeContext o, IntegerConstant integers) throws FormatException {
        List<Dim> truths = new ArrayList<>();
        for (Dim element : integers.elements()) {
            if (!element.isNumber()) {
                throw o.refusedInput(0, "integers that are known before the model runs", integers);
            }
            truths.add(Dim.of(element.is(0) ? 0 : 1));
        }
        return new IntegerConstant(truths, integers.shape());
    }

    static Value dropout(NodeContext o) throws FormatException {
        o.real("ratio", 0.5f);
        o.integer("seed", 0);
        Value training = o.optional(2);
        if (training != null
                && !(training instanceof IntegerConstant truth
                        && truth.count() == 1
                        && truth.elements().getFirst().is(0))) {
            throw o.refusedInput(2, "training_mode false", training);
        }
        return o.value(0);
    }
}
