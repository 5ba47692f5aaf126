package io.github.lanewise.matrix;

import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.memory.FloatMemory;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix in the order in which the kernels read it: G gates of H units each, K columns; a plain matrix of R rows
 * has one gate of R units.
 *
 * <p>Units go into vectors of {@code lanes}, vectors into blocks: two vectors of units with all their gates, or eight
 * vectors of a plain matrix. A block is a panel: it is stored column by column, so that a kernel streams through memory
 * once, in order, broadcasts {@code x[k]} once a column, and has in its registers all gates of its units in the end. The
 * last block may have fewer vectors; it is as much narrower.
 *
 * <pre>
 *   LSTM: G = 4 (i f g o), H = 11, lanes = 4              memory: [block][k][gate][vector][lane]
 *
 *   block 0, units 0 to 7,  k=0:  i0..i3 i4..i7 | f0..f3 f4..f7 | g0..g3 g4..g7 | o0..o3 o4..o7
 *                           k=1:  the same of column 1
 *                           ...
 *   block 1, units 8 to 10, k=0:  i8..i10 0     | f8..f10 0     | g8..g10 0     | o8..o10 0
 *                           ...                                  (one vector a gate: the missing unit 11 is zeros)
 * </pre>
 *
 * <p>With one lane a block is not one panel: every eight results are. Two units of a GRU have six chains, which leave the fma
 * units idle for a quarter of the time, so its blocks have eight units and three panels.
 *
 * <p>In less than 32 bits a word takes the place of a float, and has two, four or eight columns of its row: {@link
 * WeightWords}. Each of the matrices that lie side by side, a part, begins with a word of its own; in int8 each has its own
 * scales. Scalar code has such weights one by one, in the order of its floats; in int4 two rows share a byte.
 *
 * <p>In int4 each group of 32 columns of a part begins with its scales, of two vectors in one; a last group has only the words
 * that it needs.
 *
 * <pre>
 *   memory of int4: [block][group][pair of vectors][lane], then its [word of 8 columns][gate][vector][lane]
 *
 *   scales of a pair of vectors, one lane:  bits 31 ..... 16 15 ...... 0
 *                                           odd vector    | even vector       bfloat16
 * </pre>
 *
 * <p>A product has its results in the same order, {@code [block][gate][vector][lane]}: see {@link #place}. Immutable, so
 * safe to share between threads.
 */
public final class PackedMatrix {
    /** Vectors of a block: as many independent chains of products hide the latency of fma. */
    private static final int PLAIN_VECTORS = 8;

    /** Vectors of units in a block of several gates. */
    private static final int UNIT_VECTORS = 2;

    /** Weights from which a step reads them from far away: half of a third cache that others use too. */
    public static final long LARGE_BYTES = 16L << 20;

    /** Results whose columns lie one after another where a vector has one lane; the last panel may have fewer. */
    public static final int SCALAR_PANEL = 8;

    private final int gates;
    private final int units;
    private final int columns;
    private final int lanes;
    private final Precision precision;
    private final int blockVectors;

    private final ColumnParts parts;

    /** Vectors of units, and blocks: kept, because a division takes as long as five products. */
    private final int unitVectors;

    private final int blocks;
    private final boolean large;

    /** Words of a block, if it is not the last. */
    private final long blockWords;

    private final float[] bias;

    /** Of vectors: off the heap. Null for scalar code. */
    private final @Nullable AlignedFloats data;

    /** Of scalar code: an array, which the interpreter reads ten times as fast, and which is as fast once compiled. */
    private final float @Nullable [] array;

    /** Of scalar code, in bf16 and in int8. */
    private final short @Nullable [] halves;

    private final byte @Nullable [] numbers;

    /** Of scalar code, in int4: see {@link #nibbles}. */
    private final byte @Nullable [] nibbles;

    /** A row of scales a part, in the order of results; none unless int8. */
    private final float[][] scales;

    /** A row of scales a group of columns, in the order of results, in bf16; none unless int4 of scalar code. */
    private final short[] groupScales;

    private PackedMatrix(
            int gates,
            int units,
            int lanes,
            Precision precision,
            float @Nullable [] bias,
            FloatMemory memory,
            Tensor... weights) {
        this.gates = gates;
        this.units = units;
        this.lanes = lanes;
        this.precision = precision;
        parts = new ColumnParts(precision, weights);
        columns = parts.columns(weights.length);
        blockVectors = blockVectors(gates, lanes);
        unitVectors = (units + lanes - 1) / lanes;
        blocks = (unitVectors + blockVectors - 1) / blockVectors;
        blockWords = partAt(0, weights.length);
        data = lanes == 1 ? null : memory.allocate(partAt(blocks - 1, weights.length));
        int elements = lanes == 1 ? Math.toIntExact(length()) : 0;
        array = lanes == 1 && precision == Precision.FP32 ? new float[elements] : null;
        halves = lanes == 1 && precision == Precision.BF16 ? new short[elements] : null;
        numbers = lanes == 1 && precision == Precision.INT8 ? new byte[elements] : null;
        nibbles = lanes == 1 && precision == Precision.INT4 ? new byte[Math.ceilDiv(floats(), 2) * columns] : null;
        large = data != null && data.length() * Float.BYTES >= LARGE_BYTES;
        scales = new float[precision == Precision.INT8 ? weights.length : 0][];
        groupScales = new short[lanes == 1 ? Math.multiplyExact(parts.groups(weights.length), floats()) : 0];
        this.bias = bias == null ? new float[floats()] : arrange(bias);
    }

    /** Blocks of scalar code are whole panels: two units of an LSTM, eight of a GRU. */
    private static int blockVectors(int gates, int lanes) {
        return gates == 1 || (lanes == 1 && gates % 4 != 0) ? PLAIN_VECTORS : UNIT_VECTORS;
    }

    /**
     * Packs matrices side by side as one, as floats, in memory that is freed when it is unreachable.
     *
     * @param lanes units in a vector, a power of two up to 16
     * @param gates how many the rows consist of, one after another with as many rows each; 1 for a plain matrix
     * @param bias one float a row, or null for zeros
     * @param weights shapes (R, K1), (R, K2), ..., each at least 1
     * @return the packed copy, shape (R, K1 + K2 + ...)
     * @throws IllegalArgumentException if the tensors are no such matrices
     */
    public static PackedMatrix pack(int lanes, int gates, float @Nullable [] bias, Tensor... weights) {
        return pack(FloatMemory.COLLECTED, lanes, Precision.FP32, gates, bias, weights);
    }

    /**
     * Packs matrices side by side as one.
     *
     * @param memory what allocates for vectors
     * @param lanes units in a vector, a power of two up to 16
     * @param precision of the weights
     * @param gates how many the rows consist of, one after another with as many rows each; 1 for a plain matrix
     * @param bias one float a row, or null for zeros
     * @param weights shapes (R, K1), (R, K2), ..., each at least 1
     * @return the packed copy, shape (R, K1 + K2 + ...)
     * @throws IllegalArgumentException if the tensors are no such matrices, or their weights do not go into the precision
     */
    public static PackedMatrix pack(
            FloatMemory memory, int lanes, Precision precision, int gates, float @Nullable [] bias, Tensor... weights) {
        for (Tensor weight : weights) {
            if (weight.rank() != 2
                    || weight.data().length == 0
                    || weight.size(0) != weights[0].size(0)
                    || weight.size(0) % gates != 0) {
                throw new IllegalArgumentException("expected matrices of at least one element and as many rows each, "
                        + "a multiple of " + gates + ", found shape " + weight.shapeText());
            }
        }
        PackedMatrix matrix =
                new PackedMatrix(gates, weights[0].size(0) / gates, lanes, precision, bias, memory, weights);
        if (precision == Precision.FP32) {
            for (int block = 0; block < matrix.blocks; block++) {
                matrix.putBlock(block, weights);
            }
        } else {
            for (int part = 0; part < weights.length; part++) {
                matrix.putPart(part, new ReducedWeights(precision, weights[part]));
            }
        }
        return matrix;
    }

    /** Fills a part in less than 32 bits, block by block. */
    private void putPart(int part, ReducedWeights weights) {
        if (precision == Precision.INT8) {
            scales[part] = arrange(weights.scales());
        }
        for (int block = 0; block < blocks; block++) {
            if (data == null) {
                putOneByOne(block, part, weights);
            } else {
                data.set(partAt(block, part), weights.words(this, block));
            }
        }
    }

    /** Where the words of a part of a block begin; of the number of parts, where the block ends. */
    private long partAt(int block, int part) {
        long step = (long) resultAt(block + 1) - resultAt(block);
        return block * blockWords + step * parts.words(part) + (long) scaleWords(block) * parts.groups(part);
    }

    /** Words of the scales that a group of columns begins with; none unless int4. */
    int scaleWords(int block) {
        return precision == Precision.INT4 ? Math.ceilDiv(vectors(block), 2) * lanes : 0;
    }

    /** Puts the scale of a group of a row, which takes half a word, among those that begin at an index. */
    void putScale(float scale, int[] words, int at, int place) {
        int vector = place / lanes;
        int bits = Float.floatToRawIntBits(scale);
        words[at + vector / 2 * lanes + place % lanes] |= vector % 2 == 0 ? bits >>> Short.SIZE : bits;
    }

    /** In the order of scalar floats. */
    private void putOneByOne(int block, int part, ReducedWeights weights) {
        for (int row : rowsOf(block)) {
            int place = place(row);
            int panel = place & -SCALAR_PANEL;
            int step = Math.min(SCALAR_PANEL, floats() - panel);
            int at = panel * columns + step * parts.columns(part) + place - panel;
            if (halves != null) {
                weights.put(row, halves, at, step);
            } else if (nibbles == null) {
                weights.put(row, numbers(), at, step);
            } else {
                int pair = nibbleAt(panel, parts.columns(part)) + (place - panel) / 2;
                weights.putNibbles(row, nibbles, pair, Math.ceilDiv(step, 2), place % 2 != 0);
                putGroupScales(part, row, weights);
            }
        }
    }

    private void putGroupScales(int part, int row, ReducedWeights weights) {
        int first = parts.groups(part);
        for (int group = first; group < parts.groups(part + 1); group++) {
            groupScales[group * floats() + place(row)] = Bfloat16.of(weights.scale(row, group - first));
        }
    }

    /** The rows of a block's units, gate by gate. */
    int[] rowsOf(int block) {
        int first = unit(block);
        int count = unit(block + 1) - first;
        int[] rows = new int[gates * count];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i / count * units + first + i % count;
        }
        return rows;
    }

    /** Fills a block: in an array first, since single floats off the heap cost the interpreter a microsecond each. */
    private void putBlock(int block, Tensor... weights) {
        int first = resultAt(block);
        long at = (long) first * columns;
        float[] target = array == null ? new float[Math.multiplyExact(resultAt(block + 1) - first, columns)] : array;
        for (int row : rowsOf(block)) {
            int place = place(row);
            int panel = lanes == 1 ? place & -SCALAR_PANEL : first;
            int step = lanes == 1 ? Math.min(SCALAR_PANEL, floats() - panel) : resultAt(block + 1) - first;
            put(weights, row, target, (array == null ? 0 : panel * columns) + place - panel, step);
        }
        if (data != null) {
            data.set(at, target);
        }
    }

    /** One row of all matrices, its floats a step apart. */
    private static void put(Tensor[] weights, int row, float[] to, int at, int step) {
        int next = at;
        for (Tensor weight : weights) {
            float[] from = weight.data();
            int width = weight.size(1);
            for (int k = row * width; k < (row + 1) * width; k++) {
                to[next] = from[k];
                next += step;
            }
        }
    }

    /**
     * Where a row's result lies in the result of a product.
     *
     * @param row from 0 to R - 1, gate by gate
     * @return index from the beginning of the result
     */
    public int place(int row) {
        int block = block(row % units);
        return resultAt(block) + row / units * width(block) + row % units - unit(block);
    }

    /**
     * R values in the order of a product's results.
     *
     * @param values one per row
     * @return a copy, with zeros for padding
     */
    public float[] arrange(float[] values) {
        float[] arranged = new float[floats()];
        for (int row = 0; row < rows(); row++) {
            arranged[place(row)] = values[row];
        }
        return arranged;
    }

    /**
     * Units of a block, padding included.
     *
     * @param block which
     * @return the distance between its gates in a result
     */
    public int width(int block) {
        return Math.min(blockVectors, unitVectors - block * blockVectors) * lanes;
    }

    /**
     * Blocks.
     *
     * @return at least 1
     */
    public int blocks() {
        return blocks;
    }

    /**
     * Whether its weights take {@link #LARGE_BYTES} or more, packed for vectors.
     *
     * @return true for a matrix that comes from the third cache or from memory
     */
    public boolean isLarge() {
        return large;
    }

    /**
     * Vectors of a block, all gates.
     *
     * @param block which
     * @return how many a column has
     */
    public int vectors(int block) {
        return gates * Math.min(blockVectors, unitVectors - block * blockVectors);
    }

    /**
     * Where a block's results begin; the block itself begins K times as far, if its weights are floats.
     *
     * @param block which; the number of blocks for the end
     * @return floats
     */
    public int resultAt(int block) {
        return Math.min(block * blockVectors, unitVectors) * gates * lanes;
    }

    /**
     * Where a block of vectors begins.
     *
     * @param block which
     * @return bytes from the beginning of the matrix
     */
    public long byteOffset(int block) {
        return (block * blockWords) << 2;
    }

    /**
     * Where a column of a block of vectors begins.
     *
     * @param block which
     * @param column one that begins a word, and in int4 a group; or the number of columns
     * @return bytes from the beginning of the matrix
     * @throws IllegalArgumentException if the column lies within a word or a group
     */
    public long byteOffset(int block, int column) {
        long at = byteOffset(block) + word(column) * step(block);
        return precision == Precision.INT4 ? at + groups(column) * scaleStep(block) : at;
    }

    /**
     * From column to column of a block, or from word to word where a word has several.
     *
     * @param block which
     * @return bytes
     */
    public long step(int block) {
        return ((long) vectors(block) * lanes) << 2;
    }

    /**
     * From the scales that a group of columns of int4 begins with to its words.
     *
     * @param block which
     * @return bytes
     */
    public long scaleStep(int block) {
        return (long) scaleWords(block) << 2;
    }

    /**
     * The first unit of a block.
     *
     * @param block which; the number of blocks for the end
     * @return unit, at most H
     */
    public int unit(int block) {
        return Math.min(block * blockVectors * lanes, units);
    }

    /**
     * The block of a unit.
     *
     * @param unit from 0 to H - 1
     * @return its number
     */
    public int block(int unit) {
        return unit / (blockVectors * lanes);
    }

    /**
     * Floats of a result, padding included.
     *
     * @return a multiple of the lanes
     */
    public int floats() {
        return unitVectors * gates * lanes;
    }

    /**
     * The number of rows (R).
     *
     * @return rows, without padding
     */
    public int rows() {
        return gates * units;
    }

    /**
     * The number of columns (K).
     *
     * @return columns
     */
    public int columns() {
        return columns;
    }

    /**
     * The precision of the weights.
     *
     * @return which
     */
    public Precision precision() {
        return precision;
    }

    /**
     * The word of a row that a column begins.
     *
     * @param column the first of a part, or a whole number of words behind it; or the number of columns
     * @return words before it
     * @throws IllegalArgumentException if the column lies within a word
     */
    public int word(int column) {
        return parts.wordsBefore(column);
    }

    /**
     * The group of columns of int4 that a column begins.
     *
     * @param column the first of a part, or a whole number of groups behind it; or the number of columns
     * @return groups before it
     * @throws IllegalArgumentException if the column lies within a group
     */
    public int groups(int column) {
        return parts.groupsBefore(column);
    }

    /**
     * The scales of the rows of int8 weights.
     *
     * @param column any of the part whose scales they are
     * @return one float a result, in the order of results; nobody writes to it
     */
    public float[] scales(int column) {
        return scales[parts.partOf(column)];
    }

    /**
     * The scales of int4 weights, in bf16, for scalar code.
     *
     * @return group of columns by group, for each {@link #floats} in the order of results; nobody writes to it
     */
    public short[] groupScales() {
        return groupScales;
    }

    /**
     * What the products begin from.
     *
     * @return one float a result, in the order of results; nobody writes to it
     */
    public float[] bias() {
        return bias;
    }

    /**
     * Floats of a result whatever the lanes.
     *
     * @return at least {@link #floats}
     */
    public int mostFloats() {
        return gates * Rows.stride(units);
    }

    /**
     * Elements, padding included.
     *
     * @return how many
     */
    public long length() {
        return (long) floats() * columns;
    }

    /**
     * One float in the order drawn above.
     *
     * @param at from 0 to {@link #length} - 1
     * @return its value
     * @throws IllegalStateException if the weights are no floats and were packed for scalar code
     */
    public float element(long at) {
        return data == null ? array()[Math.toIntExact(at)] : data.get(at);
    }

    /**
     * The elements in the order drawn above, for vectors.
     *
     * @return the buffer; nobody writes to it
     * @throws IllegalStateException if the matrix was packed for scalar code
     */
    public AlignedFloats data() {
        if (data == null) {
            throw new IllegalStateException("expected a matrix packed for vectors, found one for scalar code");
        }
        return data;
    }

    /**
     * The memory of {@link #data}, for leaves.
     *
     * @return a native segment; nobody writes to it
     * @throws NoMemory if the matrix was packed for scalar code
     */
    public MemorySegment weights() {
        if (data == null) {
            throw NoMemory.INSTANCE;
        }
        return data.segment();
    }

    /**
     * The floats in the order drawn above, for scalar code.
     *
     * @return the array; nobody writes to it
     * @throws IllegalStateException if the matrix was packed for vectors, or in another precision
     */
    public float[] array() {
        if (array == null) {
            throw wrongArray(Precision.FP32);
        }
        return array;
    }

    /**
     * The weights in bf16, for scalar code.
     *
     * @return the array; nobody writes to it
     * @throws IllegalStateException if the matrix was packed for vectors, or in another precision
     */
    public short[] halves() {
        if (halves == null) {
            throw wrongArray(Precision.BF16);
        }
        return halves;
    }

    /**
     * The numbers of int8 weights, for scalar code.
     *
     * @return the array; nobody writes to it
     * @throws IllegalStateException if the matrix was packed for vectors, or in another precision
     */
    public byte[] numbers() {
        if (numbers == null) {
            throw wrongArray(Precision.INT8);
        }
        return numbers;
    }

    /**
     * The numbers of int4 weights, plus 8, for scalar code: as drawn above, but two rows share a byte, the first one its lower
     * half. So a column of eight rows has four bytes, and the last panel's half as many as it has rows, rounded up.
     *
     * @return the array; nobody writes to it
     * @throws IllegalStateException if the matrix was packed for vectors, or in another precision
     */
    public byte[] nibbles() {
        if (nibbles == null) {
            throw wrongArray(Precision.INT4);
        }
        return nibbles;
    }

    /**
     * Where a column of a panel lies in {@link #nibbles}.
     *
     * @param panel the first result of the panel
     * @param column which
     * @return index of the bytes of its rows
     */
    public int nibbleAt(int panel, int column) {
        int rows = Math.min(SCALAR_PANEL, floats() - panel);
        return panel / 2 * columns + Math.ceilDiv(rows, 2) * column;
    }

    private IllegalStateException wrongArray(Precision expected) {
        return new IllegalStateException("expected a matrix packed for scalar code in " + expected.text()
                + ", found one for " + (data == null ? "scalar code in " + precision.text() : "vectors"));
    }
}
