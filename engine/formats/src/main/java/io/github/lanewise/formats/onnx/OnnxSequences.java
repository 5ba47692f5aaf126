package io.github.lanewise.formats.onnx;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Turns every sequence round, up to its length, in place. */
    static void reverse(Tensor sequences, boolean batchFirst, int @Nullable [] lengths) {
        int steps = sequences.size(batchFirst ? 1 : 0);
        int batch = sequences.size(batchFirst ? 0 : 1);
        int size = sequences.size(2);
        float[] data = sequences.data();
        float[] kept = new float[size];
        for (int row = 0; row < batch; row++) {
            int length = lengths == null ? steps : lengths[row];
            for (int t = 0; t < length / 2; t++) {
                int one = at(row, t, steps, batch, batchFirst) * size;
                int other = at(row, length - 1 - t, steps, batch, batchFirst) * size;
                System.arraycopy(data, one, kept, 0, size);
                System.arraycopy(data, other, data, one, size);
                System.arraycopy(kept, 0, data, other, size);
            }
        }
    }

    private static int at(int row, int t, int steps, int batch, boolean batchFirst) {
        return batchFirst ? row * steps + t : t * batch + row;
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
