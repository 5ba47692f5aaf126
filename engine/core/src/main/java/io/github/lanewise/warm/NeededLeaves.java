package io.github.lanewise.warm;

import io.github.lanewise.kernel.Leaf;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.ProductSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.Tensor;
import java.util.EnumSet;
import java.util.Set;

/** Which leaves of the vector code a model's calls can reach, whatever the call's shape. */
final class NeededLeaves {
    private static final int PLAIN_VECTORS = 8;

    /** As in the vector kernels. */
    private static final int TWO_BLOCKS_LANES = 16;

    /** More than padding adds to a matrix that is nearly large. */
    private static final long PADDING_BYTES = 4L << 20;

    private final int lanes;
    private final Set<Leaf> leaves = EnumSet.noneOf(Leaf.class);

    /** Of the layer in hand. */
    private Precision precision = Precision.FP32;

    private NeededLeaves(int lanes) {
        this.lanes = lanes;
    }

    static Set<Leaf> of(ModelSpec spec, int lanes) {
        NeededLeaves needed = new NeededLeaves(lanes);
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            needed.precision = spec.precision(layer);
            needed.add(spec.layers().get(layer));
        }
        return needed.leaves;
    }

    @SuppressWarnings("IfChainToSwitch") // see NetworkCompiler
    private void add(LayerSpec layer) {
        if (layer instanceof RecurrentSpec stack) {
            addStack(stack);
        } else if (layer instanceof ProductSpec product) {
            addProduct(product.weight().size(0));
            addLarge(product.weight());
        } else if (layer instanceof ActivationSpec activation) {
            addActivation(activation);
        } else if (layer instanceof MagnitudeSpec) {
            leaves.add(Leaf.MAGNITUDE);
        } else if (layer instanceof MergeSpec merge) {
            leaves.add(merge.mode() == MergeSpec.Mode.PRODUCT ? Leaf.MULTIPLY : Leaf.SCALED_SUM);
        } else if (layer instanceof MaskSpec) {
            leaves.add(Leaf.MULTIPLY);
        } else if (!isPlainJava(layer)) {
            throw new IllegalStateException("expected a layer whose leaves are known, found " + layer.describe());
        }
    }

    /** Whether a layer has no leaf: it computes in the same way on every backend. */
    private static boolean isPlainJava(LayerSpec layer) {
        return layer instanceof EmbeddingSpec
                || layer instanceof LayerNormSpec
                || layer instanceof KeepSpec
                || layer instanceof RepeatSpec
                || layer instanceof SkipSpec;
    }

    private void addStack(RecurrentSpec stack) {
        leaves.add(Leaf.FLUSH_SUBNORMALS);
        for (CellWeights cell : stack.weights()) {
            addLarge(cell.weightIh(), cell.weightHh());
        }
        if (stack.recurrentSize() < stack.hiddenSize()) {
            addProduct(stack.recurrentSize());
        }
        for (CellOptions options : stack.options()) {
            boolean plain = options.areOf(stack.kind()) && !stack.hasPeepholes();
            switch (stack.kind()) {
                case LSTM -> addLstm(stack, options, plain);
                case GRU -> addGru(stack.hiddenSize(), options, plain);
                case RNN_TANH, RNN_RELU -> {
                    addRows(stack.hiddenSize());
                    if (plain) {
                        leaves.add(stack.kind() == CellKind.RNN_TANH ? Leaf.TANH : Leaf.RELU);
                    } else {
                        addFunctions(options);
                    }
                }
            }
        }
    }

    private void addLstm(RecurrentSpec stack, CellOptions options, boolean plain) {
        addUnits(4, stack.hiddenSize());
        if (plain) {
            boolean isSmall = stack.hiddenSize() <= lanes && precision == Precision.FP32; // others have no leaf for it
            leaves.add(isSmall ? Leaf.SMALL_LSTM : Leaf.LSTM);
            return;
        }
        addFunctions(options);
        leaves.add(Leaf.MULTIPLY);
        leaves.add(Leaf.MULTIPLY_ADD_PRODUCT);
        if (stack.hasPeepholes()) {
            leaves.add(Leaf.MULTIPLY_ADD);
        }
        if (options.inputForget()) {
            leaves.add(Leaf.AFFINE);
        }
    }

    private void addGru(int units, CellOptions options, boolean plain) {
        if (options.linearBeforeReset()) {
            addUnits(3, units);
            if (plain) {
                leaves.add(Leaf.GRU);
                return;
            }
            leaves.add(Leaf.MULTIPLY_ADD);
        } else {
            addRows(3 * units);
            addRows(2 * units);
            addRows(units);
            leaves.add(Leaf.MULTIPLY);
        }
        addFunctions(options);
        leaves.add(Leaf.INTERPOLATE);
    }

    private void addFunctions(CellOptions options) {
        if (options.clip() != CellOptions.NO_CLIP) {
            leaves.add(Leaf.CLIP);
        }
        for (CellActivation activation : options.activations()) {
            addFunction(activation.function());
        }
    }

    private void addFunction(CellActivation.Function function) {
        switch (function) {
            case SIGMOID -> leaves.add(Leaf.SIGMOID);
            case TANH -> leaves.add(Leaf.TANH);
            case RELU -> leaves.add(Leaf.RELU);
            case HARD_SIGMOID -> leaves.add(Leaf.HARD_SIGMOID);
            case AFFINE -> leaves.add(Leaf.AFFINE);
            case SCALED_TANH -> {
                leaves.add(Leaf.AFFINE);
                leaves.add(Leaf.TANH);
            }
            case LEAKY_RELU, THRESHOLDED_RELU, ELU, SOFTSIGN, SOFTPLUS -> {} // scalar code on every backend
        }
    }

    private void addActivation(ActivationSpec activation) {
        CellActivation ofElements = activation.ofElements();
        if (ofElements != null) {
            addFunction(ofElements.function());
        } else {
            leaves.add(Leaf.EXP_BELOW);
            leaves.add(Leaf.CANONICAL_NAN);
        }
    }

    /** A product whose results leave the engine's cells. */
    private void addProduct(int rows) {
        addRows(rows);
        leaves.add(Leaf.CANONICAL_NAN);
    }

    private void addRows(int rows) {
        int vectors = Math.ceilDiv(rows, lanes);
        if (vectors >= PLAIN_VECTORS) {
            addBlock(PLAIN_VECTORS);
        }
        addBlock(vectors % PLAIN_VECTORS);
    }

    /** Blocks of two vectors of units, and perhaps a last one of one. */
    private void addUnits(int gates, int units) {
        int vectors = Math.ceilDiv(units, lanes);
        if (vectors > 1) {
            addBlock(2 * gates);
        }
        if (vectors % 2 == 1) {
            addBlock(gates);
        }
    }

    private void addBlock(int vectors) {
        if (vectors == 0) {
            return;
        }
        leaves.add(
                switch (precision) {
                    case FP32 ->
                        switch (vectors) {
                            case 8 -> Leaf.BLOCK_8;
                            case 6 -> Leaf.BLOCK_6;
                            case 3 -> Leaf.BLOCK_3;
                            default -> Leaf.UP_TO_4;
                        };
                    case BF16 -> vectors == 8 ? Leaf.BF16_8 : vectors == 6 ? Leaf.BF16_6 : Leaf.BF16_UP_TO_4;
                    case INT8 -> vectors == 8 ? Leaf.INT8_8 : vectors == 6 ? Leaf.INT8_6 : Leaf.INT8_UP_TO_4;
                    case INT4 -> vectors == 8 ? Leaf.INT4_8 : vectors == 6 ? Leaf.INT4_6 : Leaf.INT4_UP_TO_4;
                });
        addIf(precision == Precision.BF16, Leaf.UNPACK_BF16);
        addIf(precision == Precision.INT8, Leaf.UNPACK_INT8);
        addIf(precision == Precision.INT4, Leaf.UNPACK_INT4);
        // The trial of either goes through tiles of eight vectors, which have to be compiled to judge it.
        addIf(precision != Precision.FP32, Leaf.TILE_8);
        addTiles(vectors);
    }

    /** Two blocks of eight vectors of a large matrix go together; one may be left. The matrix is a little larger than its weights. */
    private void addLarge(Tensor... weights) {
        long bytes = PADDING_BYTES;
        for (Tensor weight : weights) {
            bytes += (long) weight.data().length * Float.BYTES;
        }
        addIf(
                precision == Precision.FP32 && lanes == TWO_BLOCKS_LANES && bytes >= PackedMatrix.LARGE_BYTES,
                Leaf.BLOCKS_16);
    }

    /** What batches of any size need. */
    private void addTiles(int vectors) {
        addIf(vectors == 8, Leaf.TILE_8);
        addIf(vectors == 6, Leaf.TILE_6);
        addIf(vectors >= 4, Leaf.TILE_4);
        addIf((vectors & 3) != 0, Leaf.TILE_UP_TO_2);
    }

    private void addIf(boolean isNeeded, Leaf leaf) {
        if (isNeeded) {
            leaves.add(leaf);
        }
    }
}
