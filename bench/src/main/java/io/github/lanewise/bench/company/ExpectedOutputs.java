package io.github.lanewise.bench.company;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.comparison.EngineContender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadInput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The scalar backend's outputs, which the processes that measure have to give bit for bit. They are computed once, in another
 * process, and go through a file: a second backend would be company itself.
 */
public final class ExpectedOutputs {
    /** How many steps of a stream are compared. */
    public static final int STREAM = 50;

    private final Workload workload;
    private final float[][] outputs;

    private ExpectedOutputs(Workload workload) {
        this.workload = workload;
        outputs = new float[workload.isStream() ? STREAM : 1][workload.outputFloats()];
    }

    /**
     * Computes them, {@value #STREAM} steps of a stream or one call.
     *
     * @param workload what is computed
     * @return its outputs
     */
    public static ExpectedOutputs of(Workload workload) {
        ExpectedOutputs expected = new ExpectedOutputs(workload);
        try (Runner scalar = new EngineContender("scalar", Backend.SCALAR, 1).prepare(workload)) {
            for (int call = 0; call < expected.outputs.length; call++) {
                scalar.run(WorkloadInput.of(workload, call), expected.outputs[call]);
            }
        }
        return expected;
    }

    /**
     * Reads what {@link #write} wrote for the same workload.
     *
     * @param workload what was computed
     * @param file with its outputs
     * @return the outputs
     * @throws IOException if it cannot be read or is another workload's
     */
    public static ExpectedOutputs read(Workload workload, Path file) throws IOException {
        ExpectedOutputs expected = new ExpectedOutputs(workload);
        long bytes = (long) expected.outputs.length * workload.outputFloats() * Float.BYTES;
        if (Files.size(file) != bytes) {
            throw new IOException(file + ": expected " + bytes + " bytes, found " + Files.size(file));
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (float[] output : expected.outputs) {
                for (int i = 0; i < output.length; i++) {
                    output[i] = Float.intBitsToFloat(in.readInt());
                }
            }
        }
        return expected;
    }

    /**
     * Writes them to a file.
     *
     * @param file is replaced
     * @throws IOException if it could not be written
     */
    public void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (float[] output : outputs) {
                for (float value : output) {
                    out.writeInt(Float.floatToRawIntBits(value));
                }
            }
        }
    }

    /**
     * Refuses other bits. The runner is reset before and behind.
     *
     * @param what whose outputs they are
     * @param runner gives them
     * @throws DisagreementException naming call and output
     */
    public void requireFrom(String what, Runner runner) {
        runner.reset();
        float[] found = new float[workload.outputFloats()];
        for (int call = 0; call < outputs.length; call++) {
            // What is not written stays NaN.
            Arrays.fill(found, Float.NaN);
            runner.run(WorkloadInput.of(workload, call), found);
            Agreement.requireSameBits(what + ", call " + call, outputs[call], found);
        }
        runner.reset();
    }
}
