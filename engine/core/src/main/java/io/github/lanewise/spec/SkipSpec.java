package io.github.lanewise.spec;

/**
 * A skip connection around a whole model, as its last layer: {@code output[i] += input[i]}, where the input is the model's
 * own at the same time step. Models of guitar amplifiers have one, to learn only what the amplifier adds.
 *
 * @param size features of the output, the first of as many of the model's input or more, at least 1
 */
public record SkipSpec(int size) implements LayerSpec {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public SkipSpec {
        if (size < 1) {
            throw new IllegalArgumentException("skip: expected a size of at least 1, found " + size);
        }
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public String describe() {
        return "Skip(" + size + ")";
    }
}
