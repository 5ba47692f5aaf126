package io.github.lanewise;

import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;

/** Models of one layer that is not recurrent, for tests. */
final class SingleLayer {
    private SingleLayer() {}

    static ModelSpec of(LayerSpec layer) {
        return ModelSpec.builder().add(layer).build();
    }

    /** What the layer makes of rows of a sequence. */
    static float[] run(LayerSpec layer, int rows, float[] x) {
        Tensor input = Tensor.of(x, rows, layer.inputSize());
        return Model.of(of(layer)).newSession().run(input).data();
    }
}
