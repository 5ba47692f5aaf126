package io.github.lanewise.spec;

/**
 * Repeats one row of each sequence, Keras's {@code RepeatVector}: the middle of an LSTM autoencoder. What a head has left of a
 * sequence, behind the layers from there to here, is the input of every time step of the layers behind. They run over as many steps as
 * it says, whatever the sequence's length was.
 *
 * @param head which rows of the last recurrent layer before are seen: {@link Head#LAST_STEP} or {@link Head#FINAL_HIDDEN}
 * @param steps time steps of the layers behind, at least 1
 * @param size features of a row, in and out, at least 1
 */
public record RepeatSpec(Head head, int steps, int size) implements LayerSpec {
    /**
     * Checks head and sizes.
     *
     * @throws IllegalArgumentException if the head leaves more than one row, or a number is below 1
     */
    public RepeatSpec {
        if (head == Head.EVERY_STEP) {
            throw new IllegalArgumentException(
                    "repeat: expected the head LAST_STEP or FINAL_HIDDEN, which leave one row"
                            + " of each sequence, found " + head);
        }
        if (steps < 1 || size < 1) {
            throw new IllegalArgumentException(
                    "repeat: expected at least 1 step and a size of at least 1, found " + steps + " and " + size);
        }
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int outputSize() {
        return size;
    }

    @Override
    public String describe() {
        return "Repeat(" + steps + ")";
    }
}
