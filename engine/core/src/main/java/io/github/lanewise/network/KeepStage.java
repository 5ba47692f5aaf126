package io.github.lanewise.network;

import io.github.lanewise.spec.KeepSpec;

/** Rows that go on as they are, and that a {@link MaskStage} finds at the same place of the scratch. */
final class KeepStage extends RowStage {
    KeepStage(KeepSpec spec) {
        super(spec);
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        int floats = count * outputStride();
        float[] kept = scratch.kept(yOffset + floats);
        for (int row = 0; row < count; row++) {
            int from = xOffset + row * inputStride();
            int to = yOffset + row * outputStride();
            System.arraycopy(x, from, y, to, outputSize());
            System.arraycopy(x, from, kept, to, outputSize());
        }
    }

    /** The first row, for every row of a batch. */
    void repeat(int batch, Scratch scratch) {
        float[] kept = scratch.kept(batch * outputStride());
        for (int row = 1; row < batch; row++) {
            System.arraycopy(kept, 0, kept, row * outputStride(), outputSize());
        }
    }
}
