package io.github.lanewise.bench.jmh;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.AlignedFloats;

/** The engine's passes over aligned memory. */
final class KernelPasses implements ActivationPasses {
    private final Kernels kernels;
    private final AlignedFloats inputs;
    private final AlignedFloats z;
    private final int size;

    KernelPasses(Kernels kernels, float[] inputs) {
        this.kernels = kernels;
        this.inputs = AlignedFloats.allocate(inputs.length);
        this.inputs.copyFrom(inputs, 0, 0, inputs.length);
        size = inputs.length - SHIFTS;
        z = AlignedFloats.allocate(size);
    }

    @Override
    public void load(int from) {
        z.copyFrom(inputs, from, 0, size);
    }

    @Override
    public void sigmoid() {
        kernels.sigmoid(z, 0, z, 0, size);
    }

    @Override
    public void tanh() {
        kernels.tanh(z, 0, z, 0, size);
    }

    @Override
    public float[] values() {
        float[] values = new float[size];
        z.copyTo(0, values, 0, size);
        return values;
    }
}
