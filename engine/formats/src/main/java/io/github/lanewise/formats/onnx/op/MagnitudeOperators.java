package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Channels;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.MagnitudeSpec;
import java.util.ArrayList;
import java.util.List;

/** The magnitudes of a spectrum, whose real and imaginary parts are the two halves of the channels. */
final class MagnitudeOperators {
    private MagnitudeOperators() {}

    static Value magnitude(NodeContext o, Folding folding) throws FormatException {
        if (!(o.value(0) instanceof Channels re && o.value(1) instanceof Channels im && areHalves(re, im))) {
            throw o.refused(
                    "the root of re^2 + im^2, real parts in the first half of the channels",
                    o.value(0).describe() + " and " + o.value(1).describe());
        }
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

    private static boolean areHalves(Channels re, Channels im) {
        return re.rows().equals(im.rows())
                && re.axis() == im.axis()
                && re.from() == 0
                && im.from() == re.count()
                && re.count() == im.count()
                && AxisPart.extent(re.rows().axes().get(re.axis())).is(2L * re.count());
    }
}
