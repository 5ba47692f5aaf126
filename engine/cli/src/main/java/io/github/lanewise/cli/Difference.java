package io.github.lanewise.cli;

import io.github.lanewise.spec.Tensor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first place where two results are not the same bits. */
final class Difference {
    private Difference() {}

    /**
     * Compares bit for bit.
     *
     * @param expected one
     * @param found the other, of the same shapes
     * @return tensor, element and both values in one line; null if they are the same
     */
    static @Nullable String first(Results expected, Results found) {
        for (Map.Entry<String, Tensor> entry : expected.named().entrySet()) {
            Tensor tensor = entry.getValue();
            float[] ours =
                    Objects.requireNonNull(found.named().get(entry.getKey())).data();
            for (int i = 0; i < ours.length; i++) {
                if (Float.floatToRawIntBits(tensor.data()[i]) != Float.floatToRawIntBits(ours[i])) {
                    return element(entry.getKey(), tensor, i) + ": expected " + bits(tensor.data()[i]) + ", found "
                            + bits(ours[i]);
                }
            }
        }
        return null;
    }

    /** The greatest difference of two numbers in the same place, over all tensors; infinity where only one is finite. */
    static double max(Results expected, Results found) {
        Deviation all = new Deviation();
        expected.named()
                .forEach((name, tensor) -> all.add(Deviation.of(
                        tensor.data(),
                        Objects.requireNonNull(found.named().get(name)).data())));
        return all.max();
    }

    private static String bits(float value) {
        return "%s (bits %08x)".formatted(value, Float.floatToRawIntBits(value));
    }

    /** The name of an element: {@code output[3, 0, 2]}. */
    static String element(String name, Tensor tensor, int at) {
        StringBuilder out = new StringBuilder("]");
        int rest = at;
        for (int i = tensor.rank() - 1; i >= 0; i--) {
            out.insert(0, rest % tensor.size(i)).insert(0, i == 0 ? "[" : ", ");
            rest /= tensor.size(i);
        }
        return out.insert(0, name).toString();
    }
}
