package io.github.lanewise.bench.contenders;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;

import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's LSTM primitive through its C++ API: forward inference, weights in the layout that the primitive asks for
 * (reordered once), primitives, memory and arguments made once. A step's states go back and forth between two sets of
 * arguments; many streams' are copied into one and out of the other. A stack of layers is one primitive a layer.
 */
public final class OneDnnContender implements Contender {
    @Override
    public String name() {
        return "oneDNN 3.8.1";
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() != Workload.Kind.CHUNK;
    }

    @Override
    public Runner prepare(Workload workload) {
        try {
            return new DnnlRunner(workload);
        } catch (UnsatisfiedLinkError e) {
            throw new UnavailableException("oneDNN cannot run here: " + e.getMessage(), e);
        }
    }

    /** Both biases of a cell, added up; zeros where there are none. */
    static float[] sum(@Nullable Tensor a, @Nullable Tensor b, int rows) {
        float[] sum = new float[rows];
        for (int row = 0; row < rows; row++) {
            sum[row] = (a == null ? 0 : a.data()[row]) + (b == null ? 0 : b.data()[row]);
        }
        return sum;
    }

    private static final class DnnlRunner implements Runner {
        private static final memory.data_type F32 = memory.data_type.f32;

        private final engine cpu = new engine(engine.kind.cpu, 0);
        private final stream queue = new stream(cpu);
        private final List<Layer> layers = new ArrayList<>();
        private final FloatPointer x;
        private final int inputFloats;
        private final @Nullable ApartStates apart;
        private final List<FloatBuffer> batches = new ArrayList<>();
        private boolean isOdd;

        DnnlRunner(Workload workload) {
            RecurrentSpec stack = workload.stack();
            inputFloats = workload.inputFloats();
            @Nullable memory source = null;
            for (int layer = 0; layer < stack.numLayers(); layer++) {
                List<CellWeights> cells =
                        stack.weights().subList(layer * stack.directions(), (layer + 1) * stack.directions());
                Layer next = new Layer(workload, cells, source);
                layers.add(next);
                source = next.destination;
            }
            x = floats(layers.getFirst().source);
            int units = workload.stack().hiddenSize();
            if (workload.kind() == Workload.Kind.STREAMS) {
                apart = new ApartStates(workload.batch(), units);
                for (memory state : layers.getFirst().states) {
                    batches.add(floats(state).capacity((long) workload.batch() * units).asBuffer());
                }
            } else {
                apart = null;
            }
        }

        /** One layer: a primitive and its arguments. */
        private final class Layer {
            private final primitive lstm;
            private final memory source;
            private final memory destination;
            private final List<memory> states = new ArrayList<>();
            private final IntMemoryMap even;
            private final IntMemoryMap odd;

            Layer(Workload workload, List<CellWeights> cells, @Nullable memory from) {
                long steps = workload.steps();
                long batch = workload.batch();
                long directions = cells.size();
                long input = cells.getFirst().weightIh().size(1);
                long hidden = workload.stack().hiddenSize();
                memory.desc sourceDesc = desc(memory.format_tag.tnc, steps, batch, input);
                memory.desc targetDesc = desc(memory.format_tag.tnc, steps, batch, directions * hidden);
                memory.desc stateDesc = desc(memory.format_tag.ldnc, 1, directions, batch, hidden);
                memory.desc biasDesc = desc(memory.format_tag.ldgo, 1, directions, 4, hidden);
                boolean step = workload.kind() == Workload.Kind.STEP || workload.kind() == Workload.Kind.STREAMS;
                memory.desc none = new memory.desc();
                lstm_forward.primitive_desc description = new lstm_forward.primitive_desc(
                        cpu,
                        dnnl.prop_kind.forward_inference,
                        directions == 2
                                ? dnnl.rnn_direction.bidirectional_concat
                                : dnnl.rnn_direction.unidirectional_left2right,
                        sourceDesc,
                        step ? stateDesc : none,
                        step ? stateDesc : none,
                        desc(memory.format_tag.any, 1, directions, input, 4, hidden),
                        desc(memory.format_tag.any, 1, directions, hidden, 4, hidden),
                        biasDesc,
                        targetDesc,
                        step ? stateDesc : none,
                        step ? stateDesc : none);
                lstm = new lstm_forward(description);
                source = from == null ? new memory(sourceDesc, cpu) : from;
                destination = new memory(targetDesc, cpu);
                memory wx = pack(description.weights_layer_desc(), cells, CellWeights::weightIh, input, hidden);
                memory wh = pack(description.weights_iter_desc(), cells, CellWeights::weightHh, hidden, hidden);
                memory bias = new memory(biasDesc, cpu);
                for (int direction = 0; direction < directions; direction++) {
                    floats(bias)
                            .position(direction * 4L * hidden)
                            .put(sum(cells.get(direction).biasIh(), cells.get(direction).biasHh(), (int) (4 * hidden)));
                }
                even = new IntMemoryMap();
                odd = new IntMemoryMap();
                for (IntMemoryMap arguments : List.of(even, odd)) {
                    arguments.put(DNNL_ARG_SRC_LAYER, source);
                    arguments.put(DNNL_ARG_WEIGHTS_LAYER, wx);
                    arguments.put(DNNL_ARG_WEIGHTS_ITER, wh);
                    arguments.put(DNNL_ARG_BIAS, bias);
                    arguments.put(DNNL_ARG_DST_LAYER, destination);
                }
                if (step) {
                    for (int i = 0; i < 4; i++) {
                        states.add(new memory(stateDesc, cpu));
                    }
                    states(even, 0, 2);
                    states(odd, 2, 0);
                }
            }

            private void states(IntMemoryMap arguments, int from, int to) {
                arguments.put(DNNL_ARG_SRC_ITER, states.get(from));
                arguments.put(DNNL_ARG_SRC_ITER_C, states.get(from + 1));
                arguments.put(DNNL_ARG_DST_ITER, states.get(to));
                arguments.put(DNNL_ARG_DST_ITER_C, states.get(to + 1));
            }
        }

        private static memory.desc desc(memory.format_tag tag, long... dims) {
            return new memory.desc(dims, F32, tag);
        }

        @FunctionalInterface
        private interface Weight {
            Tensor of(CellWeights cell);
        }

        /** PyTorch's (4H, K), a direction after another, as (1, D, K, 4, H), then in the primitive's own layout. */
        private memory pack(memory.desc wanted, List<CellWeights> cells, Weight weight, long columns, long hidden) {
            memory plain =
                    new memory(desc(memory.format_tag.ldigo, 1, cells.size(), columns, 4, hidden), cpu);
            for (int direction = 0; direction < cells.size(); direction++) {
                float[] rows = weight.of(cells.get(direction)).data();
                floats(plain)
                        .position(direction * columns * 4 * hidden)
                        .put(GateOrder.transpose(rows, (int) (4 * hidden), (int) columns));
            }
            memory packed = new memory(wanted, cpu);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(DNNL_ARG_FROM, plain);
            arguments.put(DNNL_ARG_TO, packed);
            new reorder(plain, packed).execute(queue, arguments);
            queue._wait();
            return packed;
        }

        private static FloatPointer floats(memory of) {
            return new FloatPointer(of.get_data_handle());
        }

        @Override
        public void run(float[] x, float[] y) {
            this.x.put(x, 0, inputFloats);
            ApartStates many = apart;
            if (many != null) {
                many.copyInto(batches.get(0), batches.get(1));
            }
            for (Layer layer : layers) {
                layer.lstm.execute(queue, isOdd ? layer.odd : layer.even);
            }
            queue._wait();
            if (many != null) {
                many.copyOutOf(batches.get(2), batches.get(3));
            } else {
                isOdd = !isOdd;
            }
            output().get(y);
        }

        private @Nullable FloatPointer y;

        private FloatPointer output() {
            FloatPointer pointer = y;
            if (pointer == null) {
                pointer = floats(layers.getLast().destination);
                y = pointer;
            }
            return pointer;
        }

        @Override
        public void reset() {
            isOdd = false;
            ApartStates many = apart;
            if (many != null) {
                many.reset();
            }
            for (Layer layer : layers) {
                for (memory state : layer.states) {
                    Pointer.memset(state.get_data_handle(), 0, state.get_desc().get_size());
                }
            }
        }

        @Override
        public void close() {
            queue.close();
            cpu.close();
        }
    }
}
