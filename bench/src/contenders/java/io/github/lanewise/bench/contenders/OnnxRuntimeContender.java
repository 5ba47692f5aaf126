package io.github.lanewise.bench.contenders;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's Java API as an expert uses it: one thread, no spinning, direct buffers and tensors made once, outputs
 * pinned; a step's states go back and forth between two pairs of tensors, so that nothing is copied but x and y. Many
 * streams' states are copied into one pair and out of the other.
 */
public final class OnnxRuntimeContender implements Contender {
    private static final long SILERO_RATE = 16_000;
    private static final int SILERO_UNITS = 128;

    @Override
    public String name() {
        return "ONNX Runtime " + version();
    }

    static String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() == Workload.Kind.CHUNK || supportsLayers(workload);
    }

    /** The graph's names for states are those of one layer. */
    static boolean supportsLayers(Workload workload) {
        return !workload.isStream() || workload.stack().numLayers() == 1;
    }

    @Override
    public Workload withFile(Workload workload, Path directory) throws IOException {
        Path file = directory.resolve("lstm-" + workload.shape() + ".onnx");
        Files.write(file, OnnxModel.of(workload, Precision.FP32));
        return workload.withGraph(file);
    }

    @Override
    public Runner prepare(Workload workload) {
        return prepare(workload, Precision.FP32);
    }

    /** With weights in float32 or in int8. */
    static Runner prepare(Workload workload, Precision precision) {
        try {
            return new OnnxRunner(workload, precision);
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new UnavailableException("ONNX Runtime cannot run here: " + e.getMessage(), e);
        }
    }

    /** One thread, which does not spin. */
    static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    /** One call's tensors by name. */
    private record Call(
            Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, FloatBuffer x, FloatBuffer y) {}

    private static final class OnnxRunner implements Runner {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;
        private final List<OnnxTensor> tensors = new ArrayList<>();
        private final List<FloatBuffer> states = new ArrayList<>();
        private final Call even;
        private final Call odd;
        private final @Nullable ApartStates apart;
        private boolean isOdd;

        OnnxRunner(Workload workload, Precision precision) throws OrtException {
            OrtSession.SessionOptions options = options();
            Path graph = workload.graph();
            session = graph == null
                    ? environment.createSession(OnnxModel.of(workload, precision), options)
                    : environment.createSession(graph.toString(), options);
            FloatBuffer x = direct(workload.inputFloats());
            apart = workload.kind() == Workload.Kind.STREAMS
                    ? new ApartStates(workload.batch(), workload.stack().hiddenSize())
                    : null;
            switch (workload.kind()) {
                case STEP -> {
                    even = step(workload, x, 0, 2);
                    odd = step(workload, x, 2, 0);
                }
                case STREAMS -> {
                    even = step(workload, x, 0, 2);
                    odd = even;
                }
                case CHUNK -> {
                    OnnxTensor rate = tensor(OnnxTensor.createTensor(environment, SILERO_RATE));
                    FloatBuffer y = direct(workload.outputFloats());
                    even = chunk(x, y, rate, 0, 1);
                    odd = chunk(x, y, rate, 1, 0);
                }
                default -> {
                    even = sequences(workload, x);
                    odd = even;
                }
            }
        }

        /** A step reads the states at one place, h before c, and leaves them at the other. */
        private Call step(Workload workload, FloatBuffer x, int from, int to) throws OrtException {
            int hidden = workload.stack().hiddenSize();
            int floats = workload.batch() * hidden;
            long[] shape = {1, workload.batch(), hidden};
            return new Call(
                    Map.of(
                            "X", tensor(x, 1, workload.batch(), workload.stack().inputSize()),
                            "H", tensor(state(from, floats), shape),
                            "C", tensor(state(from + 1, floats), shape)),
                    Map.of(
                            "H_out", tensor(state(to, floats), shape),
                            "C_out", tensor(state(to + 1, floats), shape)),
                    x,
                    state(to, floats));
        }

        private Call chunk(FloatBuffer x, FloatBuffer y, OnnxTensor rate, int from, int to) throws OrtException {
            long[] shape = {2, 1, SILERO_UNITS};
            return new Call(
                    Map.of(
                            "input", tensor(x, 1, x.capacity()),
                            "state", tensor(state(from, 2 * SILERO_UNITS), shape),
                            "sr", rate),
                    Map.of("output", tensor(y, 1, 1), "stateN", tensor(state(to, 2 * SILERO_UNITS), shape)),
                    x,
                    y);
        }

        private Call sequences(Workload workload, FloatBuffer x) throws OrtException {
            int hidden = workload.stack().hiddenSize();
            long[] shape = workload.stack().directions() == 2
                    ? new long[] {workload.steps(), workload.batch(), 2L * hidden}
                    : new long[] {workload.steps(), 1, workload.batch(), hidden};
            FloatBuffer y = direct(workload.outputFloats());
            OnnxTensor in = tensor(x, workload.steps(), workload.batch(), workload.stack().inputSize());
            return new Call(Map.of("X", in), Map.of(OnnxModel.output(workload), tensor(y, shape)), x, y);
        }

        /** The buffer of a state, made where it is first asked for. */
        private FloatBuffer state(int index, int floats) {
            while (states.size() <= index) {
                states.add(direct(floats));
            }
            return states.get(index);
        }

        private static FloatBuffer direct(int floats) {
            return ByteBuffer.allocateDirect(floats * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
            return tensor(OnnxTensor.createTensor(environment, buffer, shape));
        }

        private OnnxTensor tensor(OnnxTensor tensor) {
            tensors.add(tensor);
            return tensor;
        }

        @Override
        public void run(float[] x, float[] y) {
            Call call = isOdd ? odd : even;
            isOdd = !isOdd;
            call.x.put(0, x);
            ApartStates many = apart;
            if (many != null) {
                many.copyInto(states.get(0), states.get(1));
            }
            try {
                session.run(call.inputs, Set.of(), call.outputs).close();
                call.y.get(0, y);
                if (many != null) {
                    many.copyOutOf(states.get(2), states.get(3));
                }
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
            }
        }

        @Override
        public void reset() {
            isOdd = false;
            for (FloatBuffer state : states) {
                state.put(0, new float[state.capacity()]);
            }
            ApartStates many = apart;
            if (many != null) {
                many.reset();
            }
        }

        @Override
        public void close() {
            tensors.forEach(OnnxTensor::close);
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
            }
        }
    }
}
