package io.github.lanewise.formats.keras.weights;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.weights.KerasWeights.Place;
import io.github.lanewise.formats.keras.weights.KerasWeights.Weight;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of one direction of a recurrent layer, brought from Keras's layout, or cuDNN's, into PyTorch's. */
public final class CellTensors {
    /**
     * A direction of a layer.
     *
     * @param name the engine's layer's, which may be empty
     * @param suffix what ends the names of its tensors, {@code _l0} or {@code _l0_reverse}
     * @param where the layer, for messages
     * @param place where its weights are, and its cell's where they have numbers
     */
    public record Direction(String name, String suffix, String where, Place place) {}

    private final KerasWeights weights;
    private final Direction direction;
    private final CellKind kind;
    private final int units;
    private final int[] order;
    private final long columns;
    private final String reason;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private boolean cudnn;
    private boolean resetAfter = true;

    private CellTensors(KerasWeights weights, Direction direction, CellKind kind, int units) {
        this.weights = weights;
        this.direction = direction;
        this.kind = kind;
        this.units = units;
        order = KerasLayout.gateOrder(kind);
        columns = (long) order.length * units;
        reason = units + " units, as " + direction.where + " says";
    }

    /**
     * Reads them.
     *
     * @param bias whether there is one
     * @param cudnn whether they have cuDNN's layout, whatever the bias says
     * @param inputs features of an input row; 0 if only the kernel says
     */
    public static CellTensors read(
            KerasWeights weights,
            Direction direction,
            CellKind kind,
            int units,
            boolean bias,
            boolean cudnn,
            int inputs)
            throws FormatException {
        CellTensors cell = new CellTensors(weights, direction, kind, units);
        cell.cudnn = cudnn;
        if (bias) {
            cell.readBias();
        }
        cell.readKernels(inputs);
        return cell;
    }

    /** By PyTorch's names. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Whether the reset gate of a GRU acts behind the recurrent product, as its bias says; true if it has none. */
    public boolean resetAfter() {
        return resetAfter;
    }

    private String dataset(Weight weight) throws FormatException {
        return weights.dataset(direction.place, weight, direction.where);
    }

    private void readBias() throws FormatException {
        boolean gru = kind == CellKind.GRU;
        String dataset = dataset(KerasWeights.RECURRENT_BIAS);
        long[] found = weights.shape(dataset);
        // cuDNN's cells have two biases in one row, by which Keras knows them too.
        cudnn |= kind.gates() > 1 && Arrays.equals(found, new long[] {2 * columns});
        boolean two = cudnn || (gru && found.length == 2);
        long[] expected = cudnn ? new long[] {2 * columns} : two ? new long[] {2, columns} : new long[] {columns};
        Tensor biases = weights.take(dataset, reason, expected);
        put("bias_ih", KerasLayout.biases(biases, 0, units, order), dataset, two ? "row 0, " : "");
        Tensor second = two ? KerasLayout.biases(biases, 1, units, order) : Tensor.zeros((int) columns);
        put("bias_hh", second, two ? dataset : "zeros", two ? "row 1, " : "");
        resetAfter = !gru || two;
    }

    private void readKernels(int inputs) throws FormatException {
        String kernel = dataset(KerasWeights.KERNEL);
        String recurrent = dataset(KerasWeights.RECURRENT_KERNEL);
        long[] shape = weights.shape(kernel);
        long rows = inputs > 0 ? inputs : shape.length == 2 ? Math.max(1, shape[0]) : 1;
        Tensor input = weights.take(kernel, reason, rows, columns);
        Tensor hidden = weights.take(recurrent, reason, units, columns);
        String note = cudnn ? "cuDNN's layout, " : "transposed, ";
        put("weight_ih", layout(input), kernel, note);
        put("weight_hh", layout(hidden), recurrent, note);
    }

    private Tensor layout(Tensor kernel) {
        return cudnn ? KerasLayout.cudnnInput(kernel, order) : KerasLayout.gates(kernel, order);
    }

    private void put(String tensor, Tensor value, String dataset, String note) {
        tensors.put(tensor + direction.suffix, value);
        String gates = KerasLayout.gateNames(kind);
        String said = (note + (gates.isEmpty() ? "" : "gates " + gates)).replaceAll(", $", "");
        String prefix = direction.name.isEmpty() ? "" : direction.name + ".";
        weights.origin(prefix + tensor + direction.suffix, dataset, dataset.equals("zeros") ? "" : said);
    }
}
