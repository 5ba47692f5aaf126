package io.github.lanewise.bench.contenders;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PyTorch through DJL: its LSTM operator as DJL's own LSTM block calls it, one thread, nothing kept for gradients. */
public final class DjlContender implements Contender {
    @Override
    public String name() {
        return "PyTorch 2.7.1 through DJL 0.35.1";
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() != Workload.Kind.CHUNK && workload.kind() != Workload.Kind.STREAMS;
    }

    @Override
    public Runner prepare(Workload workload) {
        System.setProperty("ai.djl.offline", "true");
        try {
            Engine.getEngine("PyTorch");
            JniUtils.setNumThreads(1);
            return new DjlRunner(workload);
        } catch (EngineException | UnsatisfiedLinkError e) {
            throw new UnavailableException("PyTorch through DJL cannot run here: " + e.getMessage(), e);
        }
    }

    private static final class DjlRunner implements Runner {
        private final NDManager manager = NDManager.newBaseManager("PyTorch");
        private final RecurrentSpec stack;
        private final boolean step;
        private final Shape inputShape;
        private final NDList parameters = new NDList();
        private NDManager stateManager = manager.newSubManager();
        private NDList states;

        DjlRunner(Workload workload) {
            stack = workload.stack();
            step = workload.kind() == Workload.Kind.STEP;
            inputShape = new Shape(workload.steps(), workload.batch(), stack.inputSize());
            for (CellWeights cell : stack.weights()) {
                parameters.add(array(cell.weightIh()));
                parameters.add(array(cell.weightHh()));
                parameters.add(array(cell.biasIh()));
                parameters.add(array(cell.biasHh()));
            }
            states = zeros(workload.batch());
        }

        private NDList zeros(long batch) {
            Shape shape = new Shape((long) stack.numLayers() * stack.directions(), batch, stack.hiddenSize());
            return new NDList(stateManager.zeros(shape), stateManager.zeros(shape));
        }

        private NDArray array(@Nullable Tensor tensor) {
            Tensor weights = Objects.requireNonNull(tensor, "the workloads' stacks have biases");
            long[] shape = new long[weights.rank()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = weights.size(i);
            }
            return manager.create(weights.data(), new Shape(shape));
        }

        @Override
        public void run(float[] x, float[] y) {
            try (NDManager call = manager.newSubManager()) {
                PtNDArray input = (PtNDArray) call.create(x, inputShape);
                NDList result = JniUtils.lstm(
                        input,
                        states,
                        parameters,
                        true,
                        stack.numLayers(),
                        0,
                        false,
                        stack.directions() == 2,
                        false);
                result.attach(call);
                System.arraycopy(result.get(0).toFloatArray(), 0, y, 0, y.length);
                if (step) {
                    NDManager next = manager.newSubManager();
                    states = new NDList(result.get(1), result.get(2));
                    states.attach(next);
                    stateManager.close();
                    stateManager = next;
                }
            }
        }

        @Override
        public void reset() {
            long batch = inputShape.get(1);
            stateManager.close();
            stateManager = manager.newSubManager();
            states = zeros(batch);
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
