package io.github.lanewise.bench.comparison;

/** Wrong answers of others that have been looked into, so that the page can say what they come from. */
final class KnownFaults {
    private static final String PYTORCH = "PyTorch 2.7.1";
    private static final int BLOCK = 32;

    private KnownFaults() {}

    /**
     * What is known about wrong answers.
     *
     * @param contender its name
     * @param workload which it got wrong
     * @return the cause and the remedy; empty if nothing is known
     */
    static String of(String contender, Workload workload) {
        // PyTorch through DJL computes no chunks, which have no single stack.
        if (!contender.startsWith(PYTORCH) || workload.kind() == Workload.Kind.CHUNK) {
            return "";
        }
        int remainder = workload.stack().hiddenSize() % BLOCK;
        return remainder < 1 || remainder > BLOCK / 2
                ? ""
                : "known: on a Zen 5 the oneDNN 3.7.1 inside PyTorch 2.7.1 computes LSTMs wrongly where the hidden size"
                        + " modulo 32 is 1 to 16 (its primitive brgemm:avx512_core); right with"
                        + " ONEDNN_MAX_CPU_ISA=AVX2, and in newer versions";
    }
}
