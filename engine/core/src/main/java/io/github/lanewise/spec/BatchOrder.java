package io.github.lanewise.spec;

/** The order of the first two axes of a batch of sequences. */
public enum BatchOrder {
    /** (T, N, features): a time step of all sequences, then the next one; PyTorch's default. */
    TIME_FIRST("(T, N, features)"),
    /** (N, T, features): all time steps of a sequence, then the next sequence; PyTorch's {@code batch_first=True}. */
    BATCH_FIRST("(N, T, features)"),
    /**
     * The model's file does not say, as a state_dict never does. Such a model takes streams and single sequences
     * (T, features); a batch of several sequences is refused until the order is known.
     */
    UNKNOWN("(T, features)");

    private final String shape;

    BatchOrder(String shape) {
        this.shape = shape;
    }

    /**
     * The order that a flag such as PyTorch's {@code batch_first} means.
     *
     * @param batchFirst the flag
     * @return {@link #BATCH_FIRST} or {@link #TIME_FIRST}
     */
    public static BatchOrder of(boolean batchFirst) {
        return batchFirst ? BATCH_FIRST : TIME_FIRST;
    }

    /**
     * The shape of an input, for people.
     *
     * @return {@code (T, N, features)} or {@code (N, T, features)}; {@code (T, features)}, a single sequence, if the order is
     *     not known
     */
    public String shape() {
        return shape;
    }
}
