package io.github.lanewise.formats.onnx.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named extents that turn out to be numbers: an exporter may name an extent and yet write its number into a Reshape. */
public final class KnownExtents {
    private final Map<String, Long> learned = new LinkedHashMap<>();

    /** The same extent, with numbers for the names that are known. */
    public Dim known(Dim dim) {
        Dim known = Dim.of(dim.factor());
        for (String symbol : dim.symbols()) {
            @Nullable Long number = learned.get(symbol);
            known = known.times(number == null ? Dim.symbol(symbol) : Dim.of(number));
        }
        return known;
    }

    /** Takes note that an extent is a number. Returns false, and does nothing, where the extent is not a single name. */
    public boolean learn(Dim extent, Dim number) {
        if (extent.factor() != 1 || extent.symbols().size() != 1 || number.factor() < 0) {
            return false;
        }
        learned.put(extent.symbols().getFirst(), number.factor());
        return true;
    }

    /** What has been learned, for checks when the model runs. */
    public Map<String, Long> learned() {
        return Collections.unmodifiableMap(learned);
    }
}
