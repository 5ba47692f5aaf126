package io.github.lanewise.formats.onnx;

import io.github.lanewise.LayerState;
import io.github.lanewise.formats.onnx.fold.FoldedGraph;
import io.github.lanewise.formats.onnx.shape.RowMajor;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The results of a run, with the axes that the graph gives them. */
final class OnnxOutputs {
    private OnnxOutputs() {}

    static Tensor rows(FoldedGraph.RowsOutput output, Tensor rows, int steps, int batch, boolean batchFirst) {
        int features = rows.size(rows.rank() - 1);
        boolean everyStep = rows.rank() == 3;
        int[] shape = new int[output.axes().size()];
        List<Integer> extents = new ArrayList<>();
        List<Integer> strides = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = 1;
            for (FoldedGraph.Axis part : output.axes().get(i)) {
                int extent = switch (part.role()) {
                    case TIME -> steps;
                    case BATCH -> batch;
                    case FEATURES -> part.size();
                };
                int stride = switch (part.role()) {
                    case TIME -> batchFirst ? features : batch * features;
                    case BATCH -> batchFirst && everyStep ? steps * features : features;
                    case FEATURES -> part.stride();
                };
                shape[i] *= extent;
                extents.add(extent);
                strides.add(stride);
            }
        }
        return Tensor.of(RowMajor.picked(rows.data(), ints(extents), 0, ints(strides)), shape);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(i -> i).toArray();
    }

    static Tensor states(FoldedGraph.StatesOutput output, List<LayerState> states) {
        List<Tensor> found = new ArrayList<>();
        for (FoldedGraph.StatePlace place : output.places()) {
            LayerState layer = states.get(place.layer());
            found.add(place.cell() ? Objects.requireNonNull(layer.cell()) : layer.hidden());
        }
        int batch = found.getFirst().size(1);
        int units = found.getFirst().size(2);
        int[] shape = new int[output.axes().size()];
        int[] index = new int[shape.length];
        for (int i = 0; i < shape.length; i++) {
            int axis = output.axes().get(i);
            shape[i] = axis >= 0 ? axis : axis == FoldedGraph.BATCH ? batch : units;
        }
        Tensor result = Tensor.zeros(shape);
        for (int i = 0; i < result.data().length; i++) {
            int place = 0;
            int row = 0;
            int unit = 0;
            for (int d = 0; d < shape.length; d++) {
                switch (output.axes().get(d)) {
                    case FoldedGraph.BATCH -> row = index[d];
                    case FoldedGraph.UNITS -> unit = index[d];
                    default -> place = place * shape[d] + index[d];
                }
            }
            int direction = output.places().get(place).direction();
            result.data()[i] = found.get(place).data()[(direction * batch + row) * units + unit];
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return result;
    }
}
