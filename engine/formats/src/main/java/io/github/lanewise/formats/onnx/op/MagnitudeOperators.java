package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Channels;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.Normalizing;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Squares;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.MagnitudeSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pow or Mul, Add and Sqrt of the two halves of a spectrum's channels: together a layer of magnitudes. */
final class MagnitudeOperators {
    private MagnitudeOperators() {}

    static Value pow(NodeContext o) throws FormatException {
        boolean square = o.value(1) instanceof Constant exponent
                && exponent.count() == 1
                && (exponent instanceof RealConstant reals
                        ? reals.data()[0] == 2
                        : ((IntegerConstant) exponent).elements().getFirst().is(2));
        Normalizing squares = square ? NormalizationOperators.square(o.value(0)) : null;
        if (squares != null) {
            return squares;
        }
        if (!square || !(o.value(0) instanceof Channels channels)) {
            throw o.refused(
                    "the square of a spectrum's real or imaginary parts",
                    o.value(0).describe());
        }
        return new Squares(List.of(channels));
    }

    /** Mul of channels with themselves, or Add of squares; null for others. */
    static @Nullable Squares binary(NodeContext o) throws FormatException {
        Value left = o.value(0);
        Value right = o.value(1);
        if (o.operator().equals("Mul") && left instanceof Channels channels && left.equals(right)) {
            return new Squares(List.of(channels));
        }
        if (o.operator().equals("Add") && left instanceof Squares a && right instanceof Squares b) {
            List<Channels> terms = new ArrayList<>(a.terms());
            terms.addAll(b.terms());
            return new Squares(terms);
        }
        return null;
    }

    static Value sqrt(NodeContext o, Folding folding) throws FormatException {
        Normalizing deviation = NormalizationOperators.root(o.value(0));
        if (deviation != null) {
            return deviation;
        }
        if (!(o.value(0) instanceof Squares squares) || !areHalves(squares)) {
            throw o.refused(
                    "the root of re^2 + im^2, real parts in the first half of the channels",
                    o.value(0).describe());
        }
        Channels re = squares.terms().getFirst();
        Rows rows = re.rows();
        List<AxisPart> positions = rows.features().subList(0, rows.features().size() - 1);
        int count = (int) AxisPart.extent(positions).factor();
        MagnitudeSpec layer;
        try {
            layer = new MagnitudeSpec(re.count(), count);
        } catch (IllegalArgumentException e) {
            throw o.refused("a layer of magnitudes", String.valueOf(e.getMessage()));
        }
        List<AxisPart> channels =
                AxisPart.axis(AxisPart.whole(folding.layerName("magnitude") + ".channels", Dim.of(re.count())));
        List<AxisPart> features = new ArrayList<>(positions);
        features.addAll(channels);
        List<List<AxisPart>> axes = AxisPart.replaced(rows.axes(), re.axis(), channels);
        return new Rows(rows.chain().then(layer), axes, features, rows.head(), -1);
    }

    private static boolean areHalves(Squares squares) {
        if (squares.terms().size() != 2) {
            return false;
        }
        Channels re = squares.terms().getFirst();
        Channels im = squares.terms().getLast();
        return re.rows().equals(im.rows())
                && re.axis() == im.axis()
                && re.from() == 0
                && im.from() == re.count()
                && re.count() == im.count()
                && AxisPart.extent(re.rows().axes().get(re.axis())).is(2L * re.count());
    }
}
