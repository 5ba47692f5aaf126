package io.github.lanewise;

import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Map;

/** Single layers that are not recurrent, for tests. A model needs one that is: before the one under test an RNN hands its input on. */
final class HandOn {
    private HandOn() {}

    static ModelSpec to(LayerSpec layer) {
        int size = layer.inputSize();
        Tensor identity = Tensor.zeros(size, size);
        for (int i = 0; i < size; i++) {
            identity.data()[i * size + i] = 1;
        }
        CellActivation line = new CellActivation(CellActivation.Function.AFFINE, 1, 0);
        RecurrentSpec handOn = RecurrentSpec.builder(CellKind.RNN_TANH, size, size)
                .name("rnn")
                .bias(false)
                .options(CellOptions.of(CellKind.RNN_TANH).withActivations(line))
                .build(Map.of("weight_ih_l0", identity, "weight_hh_l0", Tensor.zeros(size, size)));
        return ModelSpec.builder().add(handOn).add(layer).build();
    }

    /** What the layer makes of rows of a sequence. */
    static float[] run(LayerSpec layer, int rows, float[] x) {
        Tensor input = Tensor.of(x, rows, layer.inputSize());
        return Model.of(to(layer)).newSession().run(input, null).data();
    }
}
