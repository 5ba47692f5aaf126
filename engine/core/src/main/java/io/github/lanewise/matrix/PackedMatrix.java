package io.github.lanewise.matrix;

import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;

/**
 * A weight matrix of R rows and K columns in the order in which the kernels read it.
 *
 * <p>Rows keep their natural order and go into vectors of {@code lanes} rows; vectors go into panels of P, then, for
 * what is left, of P/2, P/4, ... 1. A panel is stored column by column, so that a kernel streams through memory once,
 * in order, broadcasts {@code x[k]} once a column and keeps as many independent chains as the panel has vectors:
 *
 * <pre>
 *   R = 11 rows, lanes = 4, P = 2                 memory: [panel][k][vector][lane]
 *
 *           k=0   k=1   ...                       panel 0, k=0:  w00 w10 w20 w30 | w40 w50 w60 w70
 *   row  0  w00   w01  \                          panel 0, k=1:  w01 w11 w21 w31 | w41 w51 w61 w71
 *   ...                 }  vector 0  \            ...
 *   row  3  w30   w31  /              } panel 0   panel 1, k=0:  w80 w90 wA0  0
 *   row  4  w40   w41  \  vector 1   /            panel 1, k=1:  w81 w91 wA1  0
 *   ...                /                          ...
 *   row  8  w80   w81  \
 *   ...                 }  vector 2  - panel 1 (one vector: no room is wasted on a second)
 *   row 10  wA0   wA1  /               the missing row 11 is zeros
 * </pre>
 *
 * <p>Immutable, so safe to share between threads.
 */
public final class PackedMatrix {
    private final int rows;
    private final int columns;
    private final int lanes;
    private final int panel;
    private final long panelStep;
    private final AlignedFloats data;

    private PackedMatrix(int rows, int columns, int lanes, int panel) {
        this.rows = rows;
        this.columns = columns;
        this.lanes = lanes;
        this.panel = panel;
        this.panelStep = (long) panel * lanes;
        this.data = AlignedFloats.allocate((long) vectors() * lanes * columns);
    }

    /**
     * Packs matrices side by side as one.
     *
     * @param lanes rows in a vector, a power of two up to 16
     * @param panel vectors in a full panel (P), a power of two
     * @param weights shapes (R, K1), (R, K2), ..., each at least 1
     * @return the packed copy, shape (R, K1 + K2 + ...)
     * @throws IllegalArgumentException if the tensors are no such matrices
     */
    public static PackedMatrix pack(int lanes, int panel, Tensor... weights) {
        int columns = 0;
        for (Tensor weight : weights) {
            if (weight.rank() != 2 || weight.data().length == 0 || weight.size(0) != weights[0].size(0)) {
                throw new IllegalArgumentException(
                        "expected matrices of at least one element and as many rows each, found shape "
                                + weight.shapeText());
            }
            columns = Math.addExact(columns, weight.size(1));
        }
        PackedMatrix matrix = new PackedMatrix(weights[0].size(0), columns, lanes, panel);
        int column = 0;
        for (Tensor weight : weights) {
            matrix.put(weight, column);
            column += weight.size(1);
        }
        return matrix;
    }

    private void put(Tensor weight, int column) {
        float[] source = weight.data();
        int width = weight.size(1);
        for (int row = 0; row < rows; row++) {
            Panel in = panelOf(row);
            long step = (long) in.width() * lanes;
            long start = start(row, in) + column * step;
            for (int k = 0; k < width; k++) {
                data.set(start + k * step, source[row * width + k]);
            }
        }
    }

    /**
     * The row-major matrix again.
     *
     * @return a new tensor of shape (R, K)
     */
    public Tensor unpack() {
        Tensor tensor = Tensor.zeros(rows, columns);
        float[] target = tensor.data();
        for (int row = 0; row < rows; row++) {
            Panel in = panelOf(row);
            long start = start(row, in);
            long step = (long) in.width() * lanes;
            for (int k = 0; k < columns; k++) {
                target[row * columns + k] = data.get(start + k * step);
            }
        }
        return tensor;
    }

    /** The panel that a row is in: its first vector, and how many it has. */
    private record Panel(int first, int width) {}

    private Panel panelOf(int row) {
        int vector = row / lanes;
        int first = vectors() / panel * panel;
        if (vector < first) {
            return new Panel(vector / panel * panel, panel);
        }
        int width = panel >> 1;
        while ((vectors() & width) == 0 || vector >= first + width) {
            first += vectors() & width;
            width >>= 1;
        }
        return new Panel(first, width);
    }

    /** Where a row's element of column 0 lies. */
    private long start(int row, Panel in) {
        return ((long) in.first() * columns + (row / lanes - in.first())) * lanes + row % lanes;
    }

    /**
     * R.
     *
     * @return rows, padding excluded
     */
    public int rows() {
        return rows;
    }

    /**
     * K.
     *
     * @return columns
     */
    public int columns() {
        return columns;
    }

    /**
     * Vectors of rows, the last one padded with zero rows where R is no multiple of the lanes.
     *
     * @return R / lanes, rounded up
     */
    public int vectors() {
        return (rows + lanes - 1) / lanes;
    }

    /**
     * Rows in a vector.
     *
     * @return lanes
     */
    public int lanes() {
        return lanes;
    }

    /**
     * Floats from column to column in a full panel.
     *
     * @return panel times lanes
     */
    public long panelStep() {
        return panelStep;
    }

    /**
     * The elements in the order drawn above, padding included.
     *
     * @return the buffer; nobody writes to it
     */
    public AlignedFloats data() {
        return data;
    }
}
