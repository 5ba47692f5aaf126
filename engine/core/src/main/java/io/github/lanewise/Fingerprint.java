package io.github.lanewise;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Tells models apart, so that a state is not used with a model that it does not belong to. It depends on what the model
 * computes, layer by layer: kinds, sizes, options and weights, the latter as their precision has them. Names of layers, the batch order and the backend do not matter.
 * Saved states contain it, so what goes into it must not change: {@code SavedStateTest} has golden ones.
 */
final class Fingerprint {
    private static final int CHUNK = 1 << 14;

    private final CRC32C structure = new CRC32C();
    private final CRC32C weights = new CRC32C();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private Fingerprint() {}

    /** The structure's checksum in the upper half, the weights' in the lower. */
    static long of(ModelSpec spec) {
        Fingerprint print = new Fingerprint();
        print.word(spec.head().name());
        print.numbers(spec.layers().size());
        for (int i = 0; i < spec.layers().size(); i++) {
            print.layer(spec.layers().get(i), spec.precision(i));
        }
        return print.structure.getValue() << 32 | print.weights.getValue();
    }

    /** Whether two models differ in nothing but their weights. */
    static boolean sameStructure(long one, long other) {
        return one >>> 32 == other >>> 32;
    }

    private void layer(LayerSpec layer, Precision precision) {
        options(layer);
        numbers(layer.tensors().size());
        for (Map.Entry<String, Tensor> entry : layer.tensors().entrySet()) {
            String name = entry.getKey();
            Tensor tensor = entry.getValue();
            word(name);
            numbers(tensor.shape());
            weights(layer.matrices().containsKey(name) ? precision.round(name, tensor) : tensor);
        }
        if (precision != Precision.FP32) { // nothing for fp32, as in states of old
            weights.update(precision.name().getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What a layer is, but for its tensors. */
    @SuppressWarnings("IfChainToSwitch") // see NetworkCompiler
    private void options(LayerSpec layer) {
        if (layer instanceof RecurrentSpec stack) {
            recurrent(stack);
        } else if (layer instanceof LinearSpec) {
            word("LINEAR");
        } else if (layer instanceof EmbeddingSpec) {
            word("EMBEDDING");
        } else if (layer instanceof Conv1dSpec convolution) {
            word("CONV_1D");
            word(convolution.padding().mode().name());
            numbers(convolution.positions(), convolution.stride());
            numbers(convolution.padding().before(), convolution.padding().after());
        } else if (layer instanceof TemporalConv1dSpec convolution) {
            word("TEMPORAL_CONV_1D");
            numbers(convolution.dilation(), convolution.lookAhead());
        } else if (layer instanceof LayerNormSpec norm) {
            word("LAYER_NORM");
            numbers(Float.floatToIntBits(norm.epsilon()));
        } else if (layer instanceof ActivationSpec activation) {
            activation(activation);
        } else if (layer instanceof MagnitudeSpec magnitude) {
            word("MAGNITUDE");
            numbers(magnitude.channels(), magnitude.positions());
        } else if (layer instanceof MergeSpec merge) {
            word("MERGE");
            word(merge.mode().name());
            numbers(merge.size());
        } else if (layer instanceof RepeatSpec repeat) {
            word("REPEAT");
            word(repeat.head().name());
            numbers(repeat.steps(), repeat.size());
        } else if (layer instanceof KeepSpec keep) {
            word("KEEP");
            numbers(keep.size());
        } else if (layer instanceof MaskSpec mask) {
            word("MASK");
            numbers(mask.size());
        } else if (layer instanceof SkipSpec skip) {
            word("SKIP");
            numbers(skip.size());
        } else {
            throw new IllegalStateException("expected a layer that has a fingerprint, found " + layer.describe());
        }
    }

    private void activation(ActivationSpec layer) {
        word(layer.function().name());
        numbers(layer.size());
        CellActivation ofElements = layer.ofElements();
        if (ofElements != null && ofElements.function().hasAlpha()) {
            numbers(Float.floatToIntBits(ofElements.alpha()), Float.floatToIntBits(ofElements.beta()));
        }
    }

    private void recurrent(RecurrentSpec stack) {
        word(stack.kind().name());
        numbers(stack.inputSize(), stack.hiddenSize(), stack.numLayers(), stack.directions(), stack.projSize());
        for (CellOptions options : stack.options()) {
            numbers(Float.floatToIntBits(options.clip()));
            numbers(options.inputForget() ? 1 : 0, options.linearBeforeReset() ? 1 : 0);
            for (CellActivation activation : options.activations()) {
                word(activation.function().name());
                numbers(Float.floatToIntBits(activation.alpha()), Float.floatToIntBits(activation.beta()));
            }
        }
    }

    /** A word with its length, so that two words are not another two. */
    private void word(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        numbers(bytes.length);
        structure.update(bytes);
    }

    private void numbers(int... numbers) {
        chunk.clear();
        for (int number : numbers) {
            chunk.putInt(number);
        }
        structure.update(chunk.flip());
    }

    private void weights(Tensor tensor) {
        float[] data = tensor.data();
        for (int from = 0; from < data.length; from += CHUNK) {
            int count = Math.min(CHUNK, data.length - from);
            chunk.clear();
            chunk.asFloatBuffer().put(data, from, count);
            weights.update(chunk.limit(count * Float.BYTES));
        }
    }
}
