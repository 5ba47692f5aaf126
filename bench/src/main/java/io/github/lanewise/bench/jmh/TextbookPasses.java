package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.textbook.TextbookActivations;

/** Loops over a heap array with {@link TextbookActivations}. */
final class TextbookPasses implements ActivationPasses {
    private final float[] inputs;
    private final float[] z;

    TextbookPasses(float[] inputs) {
        this.inputs = inputs;
        z = new float[inputs.length - SHIFTS];
    }

    @Override
    public void load(int from) {
        System.arraycopy(inputs, from, z, 0, z.length);
    }

    @Override
    public void sigmoid() {
        for (int i = 0; i < z.length; i++) {
            z[i] = TextbookActivations.sigmoid(z[i]);
        }
    }

    @Override
    public void tanh() {
        for (int i = 0; i < z.length; i++) {
            z[i] = TextbookActivations.tanh(z[i]);
        }
    }

    @Override
    public float[] values() {
        return z.clone();
    }
}
