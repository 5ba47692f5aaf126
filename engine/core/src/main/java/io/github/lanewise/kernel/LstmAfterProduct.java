package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** The last vector of an LSTM where no leaf has its product: first the product, then the units. */
record LstmAfterProduct(Gemv gemv, LstmKernel lstm) implements LstmKernel {
    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        lstm.units(from, to, state, next, scratch);
    }

    @Override
    public void lastVector(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch) {
        int blocks = w.matrix().blocks();
        gemv.gemv(
                w,
                x,
                scratch.inputOffset,
                state,
                scratch.hiddenOffset,
                scratch.sums.floats(),
                scratch.sumsOffset,
                blocks - 1,
                blocks);
        lstm.units(w.matrix().unit(blocks - 1), scratch.units, state, next, scratch);
    }
}
