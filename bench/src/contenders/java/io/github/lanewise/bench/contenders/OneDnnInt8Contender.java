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
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's LSTM primitive with weights of 8 bits, a scale a row that both matrices share, and inputs and hidden states of 8 bits too,
 * as its interface has it: (number - 128) / 127. Cell states, biases and outputs are float32. One layer in one direction.
 */
public final class OneDnnInt8Contender implements Contender {
    @Override
    public String name() {
        return "oneDNN 3.8.1, int8";
    }

    @Override
    public Precision precision() {
        return Precision.INT8;
    }

    @Override
    public boolean supports(Workload workload) {
        return switch (workload.kind()) {
            case STEP, SEQUENCE, BATCH -> workload.stack().weights().size() == 1;
            case STREAMS, CHUNK -> false;
        };
    }

    @Override
    public Runner prepare(Workload workload) {
        try {
            return new Int8Runner(workload);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            throw new UnavailableException("oneDNN cannot run an LSTM in int8 here: " + e.getMessage(), e);
        }
    }

    private static final class Int8Runner implements Runner {
        private static final memory.data_type F32 = memory.data_type.f32;
        private static final memory.data_type U8 = memory.data_type.u8;
        private static final memory.data_type S8 = memory.data_type.s8;
        private static final float SCALE = 127;
        private static final float ZERO = 128;
        private static final int MOST = 255;

        /** A scale for each gate and unit: the fourth and fifth dimension of weights. */
        private static final int ROWS = 1 << 3 | 1 << 4;

        private final engine cpu = new engine(engine.kind.cpu, 0);
        private final stream queue = new stream(cpu);
        private final primitive_attr attributes = new primitive_attr();
        private final lstm_forward lstm;
        private final IntMemoryMap even = new IntMemoryMap();
        private final IntMemoryMap odd = new IntMemoryMap();
        private final List<memory> states;
        private final byte[] numbers;
        private final BytePointer x;
        private final FloatPointer y;
        private boolean isOdd;

        Int8Runner(Workload workload) {
            CellWeights cell = workload.stack().weights().getFirst();
            long batch = workload.batch();
            long input = workload.stack().inputSize();
            long hidden = workload.stack().hiddenSize();
            boolean step = workload.kind() == Workload.Kind.STEP;
            attributes.set_rnn_data_qparams(SCALE, ZERO);
            attributes.set_rnn_weights_qparams(ROWS, scales(cell));
            memory.desc source = desc(U8, memory.format_tag.tnc, workload.steps(), batch, input);
            memory.desc target = desc(F32, memory.format_tag.tnc, workload.steps(), batch, hidden);
            memory.desc h = step ? desc(U8, memory.format_tag.ldnc, 1, 1, batch, hidden) : new memory.desc();
            memory.desc c = step ? desc(F32, memory.format_tag.ldnc, 1, 1, batch, hidden) : new memory.desc();
            memory.desc bias = desc(F32, memory.format_tag.ldgo, 1, 1, 4, hidden);
            lstm_forward.primitive_desc description = new lstm_forward.primitive_desc(
                    cpu,
                    dnnl.prop_kind.forward_inference,
                    dnnl.rnn_direction.unidirectional_left2right,
                    source,
                    h,
                    c,
                    desc(S8, memory.format_tag.any, 1, 1, input, 4, hidden),
                    desc(S8, memory.format_tag.any, 1, 1, hidden, 4, hidden),
                    bias,
                    target,
                    h,
                    c,
                    attributes,
                    false);
            lstm = new lstm_forward(description);
            memory in = new memory(source, cpu);
            memory out = new memory(target, cpu);
            memory wx = pack(description.weights_layer_desc(), cell.weightIh());
            memory wh = pack(description.weights_iter_desc(), cell.weightHh());
            memory b = new memory(bias, cpu);
            floats(b).put(OneDnnContender.sum(cell.biasIh(), cell.biasHh(), (int) (4 * hidden)));
            for (IntMemoryMap arguments : List.of(even, odd)) {
                arguments.put(DNNL_ARG_SRC_LAYER, in);
                arguments.put(DNNL_ARG_WEIGHTS_LAYER, wx);
                arguments.put(DNNL_ARG_WEIGHTS_ITER, wh);
                arguments.put(DNNL_ARG_BIAS, b);
                arguments.put(DNNL_ARG_DST_LAYER, out);
            }
            states = step
                    ? List.of(new memory(h, cpu), new memory(c, cpu), new memory(h, cpu), new memory(c, cpu))
                    : List.of();
            if (step) {
                states(even, 0, 2);
                states(odd, 2, 0);
            }
            numbers = new byte[workload.inputFloats()];
            x = new BytePointer(in.get_data_handle());
            y = floats(out);
            reset();
        }

        private void states(IntMemoryMap arguments, int from, int to) {
            arguments.put(DNNL_ARG_SRC_ITER, states.get(from));
            arguments.put(DNNL_ARG_SRC_ITER_C, states.get(from + 1));
            arguments.put(DNNL_ARG_DST_ITER, states.get(to));
            arguments.put(DNNL_ARG_DST_ITER_C, states.get(to + 1));
        }

        private static memory.desc desc(memory.data_type type, memory.format_tag tag, long... dims) {
            return new memory.desc(dims, type, tag);
        }

        private static FloatPointer floats(memory of) {
            return new FloatPointer(of.get_data_handle());
        }

        /** What a row's weights, of both matrices, are multiplied by. */
        private static float[] scales(CellWeights cell) {
            float[] scales = new float[cell.weightIh().size(0)];
            for (int row = 0; row < scales.length; row++) {
                scales[row] = SCALE / Math.max(greatest(cell.weightIh(), row), greatest(cell.weightHh(), row));
            }
            return scales;
        }

        private static float greatest(Tensor weight, int row) {
            int columns = weight.size(1);
            float greatest = Float.MIN_NORMAL;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                greatest = Math.max(greatest, Math.abs(weight.data()[i]));
            }
            return greatest;
        }

        /** PyTorch's (4H, K) as (1, 1, K, 4, H), then rounded, in the primitive's own layout. */
        private memory pack(memory.desc wanted, Tensor weight) {
            int rows = weight.size(0);
            int columns = weight.size(1);
            memory plain = new memory(desc(F32, memory.format_tag.ldigo, 1, 1, columns, 4, rows / 4), cpu);
            floats(plain).put(GateOrder.transpose(weight.data(), rows, columns));
            memory packed = new memory(wanted, cpu);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(DNNL_ARG_FROM, plain);
            arguments.put(DNNL_ARG_TO, packed);
            new reorder(plain, packed, attributes).execute(queue, arguments);
            queue._wait();
            return packed;
        }

        @Override
        public void run(float[] x, float[] y) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (byte) Math.max(0, Math.min(MOST, (int) (SCALE * x[i] + ZERO + 0.5f)));
            }
            this.x.put(numbers, 0, numbers.length);
            lstm.execute(queue, isOdd ? odd : even);
            queue._wait();
            isOdd = !isOdd;
            this.y.get(y);
        }

        @Override
        public void reset() {
            isOdd = false;
            for (int i = 0; i < states.size(); i++) {
                memory state = states.get(i);
                Pointer.memset(
                        state.get_data_handle(),
                        i % 2 == 0 ? (int) ZERO : 0, // h of 8 bits, c of float32
                        state.get_desc().get_size());
            }
        }

        @Override
        public void close() {
            queue.close();
            cpu.close();
        }
    }
}
