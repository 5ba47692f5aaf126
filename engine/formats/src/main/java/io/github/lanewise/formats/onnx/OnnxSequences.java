package io.github.lanewise.formats.onnx;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;

/** Sequences on their way into and out of an ONNX model. */
final class OnnxSequences {
    private OnnxSequences() {}

    /** Elements of a tensor, picked by strides. */
    static Tensor walked(Tensor source, int start, int[] strides, int[] shape) {
        Tensor walked = Tensor.zeros(shape);
        float[] data = walked.data();
        int[] index = new int[shape.length];
        int at = start;
        for (int i = 0; i < data.length; i++) {
            data[i] = source.data()[at];
            for (int d = shape.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                at -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return walked;
    }

    /** What the layers behind the last recurrent one make of a row of zeros, with the engine's bits. */
    static float[] padding(ModelSpec spec, Backend backend) {
        List<LayerSpec> behind =
                spec.layers().subList(spec.lastRecurrent() + 1, spec.layers().size());
        float[] output = new float[spec.outputSize()];
        if (behind.isEmpty()) {
            return output;
        }
        Session session =
                Model.of(ModelSpec.builder().addAll(behind).build(), backend).newSession();
        session.step(new float[session.model().inputSize()], session.model().newState(), output);
        return output;
    }
}
