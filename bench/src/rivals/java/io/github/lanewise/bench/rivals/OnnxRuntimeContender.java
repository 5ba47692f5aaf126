package io.github.lanewise.bench.rivals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime's Java API as an expert uses it: one thread, no spinning, direct buffers and tensors made once, outputs
 * pinned; a step's states go back and forth between two pairs of tensors, so that nothing is copied but x and y.
 */
public final class OnnxRuntimeContender implements Contender {
    @Override
    public String name() {
        return "ONNX Runtime " + version();
    }

    private static String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public boolean supports(Workload workload) {
        return true;
    }

    @Override
    public Runner prepare(Workload workload) {
        try {
            return new OnnxRunner(workload);
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new UnavailableException("ONNX Runtime cannot run here: " + e.getMessage(), e);
        }
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
        private boolean isOdd;

        OnnxRunner(Workload workload) throws OrtException {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            session = environment.createSession(OnnxModel.of(workload), options);
            int hidden = workload.stack().hiddenSize();
            long[] xShape = {workload.steps(), workload.batch(), workload.stack().inputSize()};
            FloatBuffer xBuffer = direct(workload.inputFloats());
            OnnxTensor x = tensor(xBuffer, xShape);
            if (workload.kind() == Workload.Kind.STEP) {
                long[] shape = {1, 1, hidden};
                for (int i = 0; i < 4; i++) {
                    states.add(direct(hidden));
                }
                OnnxTensor h0 = tensor(states.get(0), shape);
                OnnxTensor c0 = tensor(states.get(1), shape);
                OnnxTensor h1 = tensor(states.get(2), shape);
                OnnxTensor c1 = tensor(states.get(3), shape);
                even = new Call(
                        Map.of("X", x, "H", h0, "C", c0), Map.of("H_out", h1, "C_out", c1), xBuffer, states.get(2));
                odd = new Call(
                        Map.of("X", x, "H", h1, "C", c1), Map.of("H_out", h0, "C_out", c0), xBuffer, states.get(0));
            } else {
                long[] shape = workload.stack().directions() == 2
                        ? new long[] {workload.steps(), workload.batch(), 2L * hidden}
                        : new long[] {workload.steps(), 1, workload.batch(), hidden};
                FloatBuffer yBuffer = direct(workload.outputFloats());
                even = new Call(
                        Map.of("X", x), Map.of(OnnxModel.output(workload), tensor(yBuffer, shape)), xBuffer, yBuffer);
                odd = even;
            }
        }

        private static FloatBuffer direct(int floats) {
            return ByteBuffer.allocateDirect(floats * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        private OnnxTensor tensor(FloatBuffer buffer, long[] shape) throws OrtException {
            OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
            tensors.add(tensor);
            return tensor;
        }

        @Override
        public void run(float[] x, float[] y) {
            Call call = isOdd ? odd : even;
            isOdd = !isOdd;
            call.x.put(0, x);
            try {
                session.run(call.inputs, Set.of(), call.outputs).close();
                call.y.get(0, y);
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
