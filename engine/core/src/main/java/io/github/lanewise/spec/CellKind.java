package io.github.lanewise.spec;

/** The recurrent cells, as PyTorch's {@code nn.LSTM}, {@code nn.GRU} and {@code nn.RNN} define them. */
public enum CellKind {
    /** Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). */
    LSTM(4),
    /** Gated recurrent unit (Cho et al. 2014) in PyTorch's form: the reset gate acts after the recurrent product. */
    GRU(3),
    /** Elman network with tanh. */
    RNN_TANH(1),
    /** Elman network with relu. */
    RNN_RELU(1);

    private final int gates;

    CellKind(int gates) {
        this.gates = gates;
    }

    /**
     * How many blocks of {@code hiddenSize} rows the weight matrices have.
     *
     * @return 4 for LSTM (i, f, g, o), 3 for GRU (r, z, n), 1 for RNN
     */
    public int gates() {
        return gates;
    }
}
