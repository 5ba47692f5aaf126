package io.github.lanewise.bench.contenders;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.voices.VoiceDetectors;
import io.github.lanewise.bench.voices.VoiceEngine;
import io.github.lanewise.bench.voices.VoiceModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Voice detectors in ONNX Runtime: one session for all streams, set up as in {@link OnnxRuntimeContender}. Each stream's states lie
 * apart from the others'. They are copied into the tensor of a call and out of it.
 */
public final class OnnxVoices implements VoiceEngine {
    @Override
    public String name() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public VoiceDetectors open(VoiceModel model, int streams) {
        try {
            return new Detectors(model, streams);
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new UnavailableException("ONNX Runtime cannot run here: " + e.getMessage(), e);
        }
    }

    /** The tensors of a call of so many streams, made once, and the buffers behind them. */
    private static final class Call {
        private final FloatBuffer x;
        private final FloatBuffer y;
        private final FloatBuffer from;
        private final FloatBuffer to;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;

        Call(OrtEnvironment environment, int count) throws OrtException {
            int row = VoiceModel.FRAMES.size();
            long[] states = {2, count, VoiceModel.UNITS};
            x = direct(count * row);
            y = direct(count);
            from = direct(2 * count * VoiceModel.UNITS);
            to = direct(2 * count * VoiceModel.UNITS);
            inputs = Map.of(
                    "input",
                    OnnxTensor.createTensor(environment, x, new long[] {count, row}),
                    "state",
                    OnnxTensor.createTensor(environment, from, states),
                    "sr",
                    OnnxTensor.createTensor(environment, (long) VoiceModel.FRAMES.sampleRate()));
            outputs = Map.of(
                    "output",
                    OnnxTensor.createTensor(environment, y, new long[] {count, 1}),
                    "stateN",
                    OnnxTensor.createTensor(environment, to, states));
        }

        private static FloatBuffer direct(int floats) {
            return ByteBuffer.allocateDirect(floats * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    private static final class Detectors implements VoiceDetectors {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;
        private final ApartStates states;
        private final Map<Integer, Call> calls = new HashMap<>();

        Detectors(VoiceModel model, int streams) throws OrtException {
            session = environment.createSession(model.graph().toString(), OnnxRuntimeContender.options());
            states = new ApartStates(streams, VoiceModel.UNITS);
        }

        @Override
        public void step(float[] x, int first, int count, float[] y) {
            try {
                Call call = calls.get(count);
                if (call == null) {
                    call = new Call(environment, count);
                    calls.put(count, call);
                }
                int half = count * VoiceModel.UNITS;
                call.x.put(0, x, 0, count * VoiceModel.FRAMES.size());
                states.copyInto(first, count, call.from.slice(0, half), call.from.slice(half, half));
                session.run(call.inputs, Set.of(), call.outputs).close();
                states.copyOutOf(first, count, call.to.slice(0, half), call.to.slice(half, half));
                call.y.get(0, y, 0, count);
            } catch (OrtException e) {
                throw new UnavailableException("ONNX Runtime: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            calls.values().forEach(Call::close);
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
            }
        }
    }
}
