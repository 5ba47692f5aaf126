package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.fold.Provenance;
import io.github.lanewise.formats.onnx.shape.RowMajor;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of an LSTM, GRU or RNN node, from ONNX's order of gates to PyTorch's: of LSTM i, o, f, c to i, f, g, o; of GRU
 * z, r, h to r, z, n. Peepholes stay in ONNX's order, which is ours.
 */
final class CellTensors {
    private static final int W = 1;
    private static final int R = 2;
    private static final int B = 3;
    private static final int P = 7;

    private CellTensors() {}

    /** The weights of each direction. */
    static List<CellWeights> read(NodeContext o, Folding folding, CellKind kind, int directions)
            throws FormatException {
        RealConstant w = folding.constant(o, W, "W");
        RealConstant r = folding.constant(o, R, "R");
        int gates = kind.gates();
        if (r.rank() != 3 || r.size(2) == 0 || !r.hasShape(directions, gates * r.size(2), r.size(2))) {
            throw o.refused("R of shape (" + directions + ", " + gates + " H, H)", RowMajor.text(r.shape()));
        }
        int hidden = r.size(2);
        long declared = o.integer("hidden_size", hidden);
        if (declared != hidden) {
            throw o.refused("attribute hidden_size of " + hidden + ", as R has it", Long.toString(declared));
        }
        if (w.rank() != 3 || w.size(2) == 0 || !w.hasShape(directions, gates * hidden, w.size(2))) {
            throw o.refused("W of shape (" + directions + ", " + gates * hidden + ", I)", RowMajor.text(w.shape()));
        }
        RealConstant b = o.optional(B) == null ? null : folding.constant(o, B, "B");
        if (b != null && !b.hasShape(directions, 2 * gates * hidden)) {
            throw o.refused("B of shape (" + directions + ", " + 2 * gates * hidden + ")", RowMajor.text(b.shape()));
        }
        RealConstant p = kind != CellKind.LSTM || o.optional(P) == null ? null : folding.constant(o, P, "P");
        if (p != null && !p.hasShape(directions, 3 * hidden)) {
            throw o.refused("P of shape (" + directions + ", " + 3 * hidden + ")", RowMajor.text(p.shape()));
        }
        List<CellWeights> weights = new ArrayList<>();
        int rows = gates * hidden;
        Maker maker = new Maker(folding.origins(), kind);
        for (int d = 0; d < directions; d++) {
            weights.add(new CellWeights(
                    maker.gates(w, d * rows * w.size(2), rows, w.size(2)),
                    maker.gates(r, d * rows * hidden, rows, hidden),
                    b == null ? null : maker.gates(b, 2 * d * rows, rows),
                    b == null ? null : maker.gates(b, (2 * d + 1) * rows, rows),
                    null,
                    p == null ? null : maker.peepholes(p, d * 3 * hidden, 3 * hidden)));
        }
        return weights;
    }

    /** Makes the tensors of a kind of cell, and takes note of where they come from. */
    private record Maker(Provenance origins, CellKind kind) {
        /** Blocks of one gate each, in PyTorch's order. */
        Tensor gates(RealConstant source, int from, int... shape) {
            int[] order = switch (kind) {
                case LSTM -> new int[] {0, 2, 3, 1};
                case GRU -> new int[] {1, 0, 2};
                case RNN_TANH, RNN_RELU -> new int[] {0};
            };
            int block = RowMajor.count(shape) / order.length;
            Tensor gates = source.runs(from, block, order, shape).tensor();
            String how = switch (kind) {
                case LSTM -> "gates i, o, f, c to i, f, g, o";
                case GRU -> "gates z, r, h to r, z, n";
                case RNN_TANH, RNN_RELU -> "";
            };
            return origins.made(gates, source.names(), how);
        }

        Tensor peepholes(RealConstant source, int from, int count) {
            Tensor peepholes = Tensor.zeros(count);
            System.arraycopy(source.data(), from, peepholes.data(), 0, count);
            return origins.made(peepholes, source.names(), "");
        }
    }
}
