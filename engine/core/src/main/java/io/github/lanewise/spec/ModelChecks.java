package io.github.lanewise.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses layers that make no model, naming the layer, what was expected and what was found. */
final class ModelChecks {
    private final List<LayerSpec> layers;
    private final Head head;

    private ModelChecks(List<LayerSpec> layers, Head head) {
        this.layers = layers;
        this.head = head;
    }

    static void check(List<LayerSpec> layers, Head head) {
        ModelChecks checks = new ModelChecks(layers, head);
        if (layers.size() == count(layers, SkipSpec.class)) {
            throw new IllegalArgumentException("expected at least one layer that computes, found " + described(layers));
        }
        checks.checkHeads();
        checks.checkFit();
        checks.checkSkip();
        checks.checkMasks();
    }

    private static int count(List<LayerSpec> layers, Class<? extends LayerSpec> type) {
        int count = 0;
        for (LayerSpec layer : layers) {
            count += type.isInstance(layer) ? 1 : 0;
        }
        return count;
    }

    private static String described(List<LayerSpec> layers) {
        return layers.stream().map(LayerSpec::describe).collect(Collectors.joining(", ", "[", "]"));
    }

    private String where(int i) {
        return "layer " + i + ", " + layers.get(i).describe();
    }

    /** Up to each repeat, and from there to the end, a head needs a recurrent layer that it leaves one row of. */
    private void checkHeads() {
        int begin = 0;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof RepeatSpec repeat) {
                List<LayerSpec> before = layers.subList(begin, i);
                if (count(before, RecurrentSpec.class) == 0) {
                    throw new IllegalArgumentException(where(i) + ": expected a recurrent layer before it, "
                            + (begin == 0 ? "" : "behind the repeat before, ")
                            + "of whose output one row of each sequence is repeated, found " + described(before));
                }
                checkTime(before, repeat.head());
                begin = i + 1;
            }
        }
        List<LayerSpec> last = layers.subList(begin, layers.size());
        if (head != Head.EVERY_STEP && count(last, RecurrentSpec.class) == 0) {
            throw new IllegalArgumentException("head: expected EVERY_STEP without a recurrent layer"
                    + (begin == 0 ? "" : " behind the last repeat") + ", found " + head + " of " + described(last));
        }
        checkTime(last, head);
    }

    /** Behind a head that leaves one row of a sequence there is no time to go along. */
    private static void checkTime(List<LayerSpec> layers, Head head) {
        for (LayerSpec layer : layers.reversed()) {
            if (layer instanceof RecurrentSpec || head == Head.EVERY_STEP) {
                return;
            }
            if (layer instanceof TemporalConv1dSpec) {
                throw new IllegalArgumentException(layer.describe() + ": expected the head EVERY_STEP for a convolution"
                        + " along time behind the last recurrent layer, found " + head);
            }
        }
    }

    private void checkFit() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = layers.get(i);
            if (i > 0 && layer instanceof EmbeddingSpec) {
                throw new IllegalArgumentException(where(i) + ": expected an embedding as the first layer only");
            }
            if (i > 0 && layer.inputSize() != layers.get(i - 1).outputSize()) {
                throw new IllegalArgumentException(where(i) + ": expected an input size of "
                        + layers.get(i - 1).outputSize() + ", the output size of the layer before, found "
                        + layer.inputSize());
            }
            boolean hasTensors = !layer.tensors().isEmpty();
            if (layers.size() > 1 && hasTensors && layer.name().isEmpty()) {
                throw new IllegalArgumentException(where(i) + ": expected a name, found none; layers with weights need"
                        + " one where there are several layers");
            }
            if (hasTensors && !names.add(layer.name())) {
                throw new IllegalArgumentException(
                        where(i) + ": expected a name of its own, found '" + layer.name() + "' a second time");
            }
        }
    }

    /** A keep and its mask are of one size, and take turns. A keep that no mask follows yet keeps for nothing, which does no harm. */
    private void checkMasks() {
        KeepSpec kept = null;
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = layers.get(i);
            if (layer instanceof KeepSpec || layer instanceof MaskSpec) {
                requireEveryStep(i);
            }
            if (layer instanceof KeepSpec keep) {
                if (kept != null) {
                    throw new IllegalArgumentException(
                            where(i) + ": expected a mask behind each keep before the next one, found none");
                }
                kept = keep;
            } else if (layer instanceof MaskSpec mask) {
                if (kept == null || kept.size() != mask.size()) {
                    throw new IllegalArgumentException(where(i) + ": expected a keep of " + mask.size()
                            + " features before it, found " + (kept == null ? "none" : kept.describe()));
                }
                kept = null;
            }
        }
    }

    private void requireEveryStep(int i) {
        if (head != Head.EVERY_STEP || count(layers, RepeatSpec.class) > 0) {
            throw new IllegalArgumentException(
                    where(i) + ": expected a model without a repeat, with the head EVERY_STEP, found head " + head
                            + " of " + described(layers));
        }
    }

    private void checkSkip() {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof SkipSpec skip) {
                LayerSpec first = layers.getFirst();
                boolean fits = !(first instanceof EmbeddingSpec) && skip.size() <= first.inputSize();
                if (i < layers.size() - 1 || head != Head.EVERY_STEP || !fits) {
                    throw new IllegalArgumentException(
                            where(i) + ": expected a skip connection as the last layer only, with the head EVERY_STEP,"
                                    + " of a model with as many input features that are no tokens, found head " + head
                                    + ", " + first.describe() + " first and " + (layers.size() - 1 - i)
                                    + " layers behind");
                }
                if (count(layers, RepeatSpec.class) > 0) {
                    throw new IllegalArgumentException(
                            where(i) + ": expected a model whose output has the time steps of" + " its input, found "
                                    + described(layers));
                }
            }
        }
    }
}
