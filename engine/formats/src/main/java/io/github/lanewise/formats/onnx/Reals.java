package io.github.lanewise.formats.onnx;

import io.github.lanewise.spec.Tensor;
import java.util.List;

/** A constant of floats. */
final class Reals extends Grid {
    private final float[] data;

    Reals(float[] data, int... shape) {
        super(shape);
        this.data = data;
    }

    float[] data() {
        return data;
    }

    Tensor tensor() {
        return Tensor.of(data, shape());
    }

    @Override
    Reals take(int[] newShape, int[] map) {
        float[] taken = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            taken[i] = data[map[i]];
        }
        return new Reals(taken, newShape);
    }

    @Override
    Reals appended(List<Grid> all, int[] newShape) {
        float[] joined = new float[Shapes.count(newShape)];
        int at = 0;
        for (Grid part : all) {
            float[] source = ((Reals) part).data;
            System.arraycopy(source, 0, joined, at, source.length);
            at += source.length;
        }
        return new Reals(joined, newShape);
    }

    @Override
    Reals shaped(int[] newShape) {
        return new Reals(data, newShape);
    }

    @Override
    public String describe() {
        return "a constant of shape " + Shapes.text(shape());
    }
}
