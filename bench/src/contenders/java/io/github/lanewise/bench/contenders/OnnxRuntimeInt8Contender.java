package io.github.lanewise.bench.contenders;

import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.Precision;

/**
 * ONNX Runtime's dynamically quantized LSTM, called as {@link OnnxRuntimeContender} calls the other: weights of 8 bits with a scale
 * a row, and inputs and hidden states that it rounds to 8 bits too, step by step, with a scale for all sequences of a batch.
 */
public final class OnnxRuntimeInt8Contender implements Contender {
    @Override
    public String name() {
        return "ONNX Runtime " + OnnxRuntimeContender.version() + ", int8";
    }

    @Override
    public Precision precision() {
        return Precision.INT8;
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() != Workload.Kind.CHUNK && OnnxRuntimeContender.supportsLayers(workload);
    }

    @Override
    public Runner prepare(Workload workload) {
        return OnnxRuntimeContender.prepare(workload, Precision.INT8);
    }
}
