package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of Keras's activation functions, as functions of the engine.
 *
 * @param elements functions of single elements, one after the other; none for the identity
 * @param ofRow one that goes over the features of a row, behind them; null for none
 */
record KerasActivation(List<CellActivation> elements, ActivationSpec.@Nullable Function ofRow) {
    static final KerasActivation LINEAR = of();

    static KerasActivation of(CellActivation... elements) {
        return new KerasActivation(List.of(elements), null);
    }

    static KerasActivation of(CellActivation.Function function) {
        return of(CellActivation.of(function));
    }

    static KerasActivation of(CellActivation.Function function, float alpha, float beta) {
        return of(new CellActivation(function, alpha, beta));
    }

    static KerasActivation of(ActivationSpec.Function function) {
        return new KerasActivation(List.of(), function);
    }

    /** From 0 to a bound, with nothing else below and above: the bound times a hard sigmoid of slope 1 / bound. */
    static KerasActivation bounded(float bound) {
        return of(
                new CellActivation(CellActivation.Function.HARD_SIGMOID, 1 / bound, 0),
                new CellActivation(CellActivation.Function.AFFINE, bound, 0));
    }

    KerasActivation then(KerasActivation next) {
        List<CellActivation> all = new ArrayList<>(elements);
        all.addAll(next.elements);
        return new KerasActivation(all, next.ofRow);
    }

    /** As the function of a cell, which is one function of single elements; null if this is more than that. */
    @Nullable
    CellActivation ofCell() {
        if (ofRow != null || elements.size() > 1) {
            return null;
        }
        return elements.isEmpty() ? new CellActivation(CellActivation.Function.AFFINE, 1, 0) : elements.getFirst();
    }

    /** As layers over rows of a size. */
    List<LayerSpec> layers(int size) {
        List<LayerSpec> layers = new ArrayList<>();
        elements.forEach(element -> layers.add(ActivationSpec.of(element, size)));
        if (ofRow != null) {
            layers.add(new ActivationSpec(ofRow, size));
        }
        return layers;
    }
}
