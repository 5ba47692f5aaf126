package io.github.lanewise;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Gemm;
import io.github.lanewise.kernel.Gemv;
import io.github.lanewise.kernel.GruKernel;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.LateTiles;
import io.github.lanewise.kernel.Leaf;
import io.github.lanewise.kernel.LstmKernel;
import io.github.lanewise.kernel.Products;
import io.github.lanewise.kernel.SmallLstmKernel;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.NetworkCompiler;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which leaves a model's calls reach, as kernels see it that write down what they are asked for. */
public final class RecordedCalls {
    private final Set<Leaf> reached = EnumSet.noneOf(Leaf.class);

    private final int lanes;

    private RecordedCalls(int lanes) {
        this.lanes = lanes;
    }

    /** A model of random layers. */
    public static ModelSpec randomModel(RandomGenerator random) {
        return RandomModels.model(random, random.nextBoolean());
    }

    /**
     * The leaves of steps, a sequence and batches, with and without flushing subnormals.
     *
     * @param late whether before the tiles are ready
     */
    public static Set<Leaf> of(ModelSpec spec, Kernels kernels, boolean late) {
        RecordedCalls calls = new RecordedCalls(kernels.lanes());
        Kernels recording = calls.recording(kernels);
        Network network = NetworkCompiler.compile(spec, late ? recording.with(new LateTiles()) : recording, null);
        Scratch scratch = new Scratch();
        for (boolean flushing : new boolean[] {false, true}) {
            scratch.flushSubnormals(flushing);
            for (int batch : new int[] {1, 2, 5, 7}) {
                int steps = 3;
                float[] x = new float[steps * batch * spec.inputSize()];
                float[] y = new float[spec.outputRows(steps) * batch * spec.outputSize()];
                float[] states = scratch.states((long) batch * network.stateFloats());
                network.begin(states, batch);
                scratch.schedule().uniform(steps, batch);
                new LiveNetwork(network).run(x, 0, false, states, y, 0, scratch, null);
                if (network.canStep()) {
                    network.begin(states, 1);
                    network.step(x, 0, states, y, 0, scratch, null);
                }
            }
        }
        return calls.reached;
    }

    private Kernels recording(Kernels kernels) {
        Map<Precision, Products> others = new EnumMap<>(Precision.class);
        kernels.byPrecision()
                .forEach((precision, products) -> others.put(
                        precision,
                        new Products(
                                recording(Gemv.class, products.gemv(), null),
                                recording(Gemm.class, products.gemm(), null))));
        return new Kernels(
                kernels.lanes(),
                recording(Gemv.class, kernels.gemv(), null),
                recording(Gemm.class, kernels.gemm(), null),
                recording(LstmKernel.class, kernels.lstm(), Leaf.LSTM),
                kernels.smallLstm() == null
                        ? null
                        : recording(SmallLstmKernel.class, kernels.smallLstm(), Leaf.SMALL_LSTM),
                recording(GruKernel.class, kernels.gru(), Leaf.GRU),
                recording(ElementKernels.class, kernels.elements(), null),
                kernels.memory(),
                kernels.precision(),
                others);
    }

    private <K> K recording(Class<K> type, K kernel, @Nullable Leaf units) {
        InvocationHandler handler = (_, method, arguments) -> {
            if (units == null) {
                note(method, arguments);
            } else {
                reached.add(units);
            }
            method.setAccessible(true);
            return method.invoke(kernel, arguments);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void note(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "gemv" -> blocks(arguments, false);
            case "gemm" -> blocks(arguments, true);
            case "multiplyAdd" -> reached.add(arguments.length > 9 ? Leaf.MULTIPLY_ADD_PRODUCT : Leaf.MULTIPLY_ADD);
            default ->
                reached.add(Leaf.valueOf(method.getName()
                        .replace("NaN", "Nan")
                        .replaceAll("([A-Z])", "_$1")
                        .toUpperCase(Locale.ROOT)));
        }
    }

    private void blocks(Object[] arguments, boolean tiles) {
        for (Object argument : arguments) {
            if (argument instanceof ColumnRange range) {
                int end = arguments.length - 1; // of a product with one vector: the blocks that it is asked for
                int first = tiles ? 0 : Math.min((int) arguments[end - 1], (int) arguments[end]);
                int stop = tiles ? range.matrix().blocks() : Math.max((int) arguments[end - 1], (int) arguments[end]);
                blocks(range.matrix(), first, stop, tiles);
            }
        }
    }

    private void blocks(PackedMatrix matrix, int from, int to, boolean tiles) {
        int large = 0;
        for (int block = from; block < to; block++) {
            large += matrix.vectors(block) == 8 ? 1 : 0;
        }
        boolean goTogether = !tiles && lanes == 16 && matrix.isLarge() && large > 1;
        add(goTogether, Leaf.BLOCKS_16);
        for (int block = goTogether ? from + large / 2 * 2 : from; block < to; block++) {
            block(matrix.precision(), matrix.vectors(block), tiles);
        }
    }

    private void block(Precision precision, int vectors, boolean tiles) {
        if (tiles) {
            add(precision == Precision.BF16, Leaf.UNPACK_BF16);
            add(precision == Precision.INT8, Leaf.UNPACK_INT8);
            add(precision == Precision.INT4, Leaf.UNPACK_INT4);
            add(vectors == 8, Leaf.TILE_8);
            add(vectors == 6, Leaf.TILE_6);
            add(vectors >= 4, Leaf.TILE_4);
            add((vectors & 3) != 0, Leaf.TILE_UP_TO_2);
        } else if (precision != Precision.FP32) {
            String size = vectors == 8 || vectors == 6 ? "_" + vectors : "_UP_TO_4";
            reached.add(Leaf.valueOf(precision.name() + size));
        } else {
            switch (vectors) {
                case 8 -> reached.add(Leaf.BLOCK_8);
                case 6 -> reached.add(Leaf.BLOCK_6);
                case 3 -> reached.add(Leaf.BLOCK_3);
                default -> reached.add(Leaf.UP_TO_4);
            }
        }
    }

    private void add(boolean holds, Leaf leaf) {
        if (holds) {
            reached.add(leaf);
        }
    }
}
