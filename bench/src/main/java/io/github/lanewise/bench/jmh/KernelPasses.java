package io.github.lanewise.bench.jmh;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.memory.Rows;
import java.util.Arrays;

/** The engine's passes over an array. */
final class KernelPasses implements ActivationPasses {
    private final ElementKernels elements;
    private final float[] inputs;
    private final float[] z;
    private final int size;

    KernelPasses(Kernels kernels, float[] inputs) {
        elements = kernels.elements();
        this.inputs = inputs.clone();
        size = inputs.length - SHIFTS;
        z = Rows.allocate(size);
    }

    @Override
    public void load(int from) {
        System.arraycopy(inputs, from, z, 0, size);
    }

    @Override
    public void sigmoid() {
        elements.sigmoid(z, 0, z, 0, size);
    }

    @Override
    public void tanh() {
        elements.tanh(z, 0, z, 0, size);
    }

    @Override
    public float[] values() {
        return Arrays.copyOf(z, size);
    }
}
