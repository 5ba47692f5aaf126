package io.github.lanewise.serving;

/** What a model said of one row of a stream. */
public final class StepResult {
    private float[] output;
    private long modelVersion;

    /** Room for a row, made by the thread that submits, so that the worker allocates nothing. */
    StepResult(int outputSize) {
        output = new float[outputSize];
    }

    /** Takes over a row, before anybody sees the result. */
    void set(float[] rows, int from, int outputSize, long version) {
        if (output.length != outputSize) { // of another model than the one that it was submitted to
            output = new float[outputSize];
        }
        System.arraycopy(rows, from, output, 0, outputSize);
        modelVersion = version;
    }

    /**
     * The row of output.
     *
     * @return the array itself, which belongs to whoever has the result
     */
    public float[] output() {
        return output;
    }

    /**
     * Which model computed it.
     *
     * @return 1 for the executor's first model, one more for each that was swapped in
     */
    public long modelVersion() {
        return modelVersion;
    }
}
