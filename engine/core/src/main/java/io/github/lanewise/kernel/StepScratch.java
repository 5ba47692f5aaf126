package io.github.lanewise.kernel;

import io.github.lanewise.matrix.NoMemory;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.memory.Rows;

/**
 * One thread's working memory for the steps of cells, and where the row in hand lies, in it and in the caller's arrays. The
 * caller's arrays are parameters: a reference to them here, written at each step, would cost a barrier of the garbage
 * collector each time. It grows to the largest need so far. Not thread-safe.
 */
public final class StepScratch {
    /** Rows of sums, in the order of {@link io.github.lanewise.matrix.PackedMatrix}. */
    public final Buffer sums;

    /** Rows of the last step's gates, if it was traced: gate by gate in PyTorch's order, {@link Rows#stride} floats each. */
    public final Buffer gates = new Buffer();

    /** Rows of new hidden state, before they replace the old one or are projected. */
    public final Buffer next = new Buffer();

    /** What a GRU keeps apart from the sums. */
    public final Buffer aside = new Buffer();

    /** Whether the gates of the next steps are wanted. */
    public boolean traced;

    /** How many units the cell has (H). */
    public int units;

    /** Where the row of input begins, if it is of a step that takes one. */
    public int inputOffset;

    /** Where the row of hidden state begins. */
    public int hiddenOffset;

    /** Where the row of cell state begins, for LSTM. */
    public int cellOffset;

    /** Where the row of new hidden state begins. */
    public int nextOffset;

    /** Where the row of sums begins. */
    public int sumsOffset;

    /** Where the row of gates begins. */
    public int gatesOffset;

    /** Where the row begins that a GRU keeps aside. */
    public int asideOffset;

    /** Working memory of no size yet. */
    public StepScratch() {
        this(new Buffer());
    }

    private StepScratch(Buffer sums) {
        this.sums = sums;
    }

    /** One whose {@link #rowsOfSums} throws {@link NoMemory}, see {@link Counted}. */
    @SuppressWarnings("NullAway") // on purpose
    static StepScratch withoutSums() {
        return new StepScratch(null);
    }

    /** The memory of {@link #sums}, for leaves. */
    float[] rowsOfSums() {
        if (sums == null) {
            throw NoMemory.INSTANCE;
        }
        return sums.floats();
    }

    /** Floats from gate to gate of a row of gates that is written; 0 if none is. */
    int tracedStride() {
        return traced ? Rows.stride(units) : 0;
    }
}
