package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.value.RealConstant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sum of products of rows with constant matrices, and of a constant vector.
 *
 * @param size how many columns the matrices have
 * @param products the matrix of each source of rows
 * @param bias the vector, or null
 */
record LinearForm(
        int size,
        Map<RowSource, MatrixView> products,
        @Nullable RealConstant bias) {
    static LinearForm of(RowSource source, MatrixView matrix) {
        return new LinearForm(matrix.columns(), Map.of(source, matrix), null);
    }

    /** The sum of both; null where they are of other sizes, or multiply the same rows. */
    @Nullable
    LinearForm plus(LinearForm other) {
        Map<RowSource, MatrixView> all = new LinkedHashMap<>(products);
        all.putAll(other.products);
        boolean apart = all.size() == products.size() + other.products.size();
        RealConstant second = other.bias;
        LinearForm sum = new LinearForm(size, all, bias);
        return size != other.size || !apart ? null : second == null ? sum : sum.plus(second);
    }

    /** With a vector of as many elements, or one element for all, added. */
    LinearForm plus(RealConstant vector) {
        RealConstant before = bias;
        float[] sum = new float[size];
        Set<String> names = new LinkedHashSet<>(before == null ? Set.of() : before.names());
        names.addAll(vector.names());
        for (int i = 0; i < size; i++) {
            float added = vector.data()[vector.count() == 1 ? 0 : i];
            sum[i] = before == null ? added : before.data()[i] + added;
        }
        return new LinearForm(size, products, new RealConstant(sum, names, size));
    }

    LinearForm times(float factor) {
        Map<RowSource, MatrixView> scaled = new LinkedHashMap<>();
        products.forEach((source, matrix) -> scaled.put(source, matrix.times(factor)));
        float[] vector = bias == null ? new float[0] : bias.data().clone();
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
        return new LinearForm(
                size, scaled, bias == null ? null : new RealConstant(vector, bias.names(), vector.length));
    }

    LinearForm columns(int from, int count) {
        Map<RowSource, MatrixView> parts = new LinkedHashMap<>();
        products.forEach((source, matrix) -> parts.put(source, matrix.columns(from, count)));
        RealConstant part = bias == null ? null : (RealConstant) bias.sliced(0, from, 1, count);
        return new LinearForm(count, parts, part);
    }

    Set<RowSource> sources() {
        return products.keySet();
    }
}
