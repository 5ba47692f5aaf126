package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two directions of a layer, joined element by element. */
class MergeTest {
    private static final int STEPS = 6;
    private static final int BATCH = 3;
    private static final int[] LENGTHS = {2, 6, 1};
    private static final int[] SIZES = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 65};

    /** As the mode's definition has it, in single precision. */
    private static float[] merged(MergeSpec.Mode mode, float[] rows, int size) {
        float[] merged = new float[rows.length / 2];
        for (int i = 0; i < merged.length; i++) {
            float a = rows[i / size * 2 * size + i % size];
            float b = rows[i / size * 2 * size + size + i % size];
            float value = switch (mode) {
                case SUM -> a + b;
                case AVERAGE -> (a + b) / 2;
                case PRODUCT -> a * b;
            };
            merged[i] = Float.isNaN(value) ? Float.NaN : value;
        }
        return merged;
    }

    private static ModelSpec model(Head head, LayerSpec... layers) {
        return ModelSpec.builder().addAll(List.of(layers)).head(head).build();
    }

    @ParameterizedTest
    @EnumSource(MergeSpec.Mode.class)
    void hostileRows(MergeSpec.Mode mode) {
        SplittableRandom random = Seeds.random(getClass());
        for (int size : SIZES) {
            float[] x = Hostile.floats(random, STEPS * 2 * size, 0.5);
            MergeSpec merge = new MergeSpec(mode, size);
            for (Backend backend : Backend.available()) {
                Tensor found =
                        Model.of(SingleLayer.of(merge), backend).newSession().run(Tensor.of(x, STEPS, 2 * size));
                Bits.assertSame(merge.describe() + " on " + backend, merged(mode, x, size), found.data());
            }
        }
    }

    /** Each step, the last one and the final hidden states of sequences of different lengths; beyond them there are zeros. */
    @ParameterizedTest
    @EnumSource(MergeSpec.Mode.class)
    void bothDirectionsOfALayer(MergeSpec.Mode mode) {
        SplittableRandom random = Seeds.random(getClass());
        for (int size : SIZES) {
            RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, size)
                    .name("lstm")
                    .bidirectional(true)
                    .buildUntrained(random);
            MergeSpec merge = new MergeSpec(mode, size);
            Tensor input = Tensor.of(Hostile.floats(random, STEPS * BATCH * 3, 0), STEPS, BATCH, 3);
            RunOptions lengths = RunOptions.none().lengths(LENGTHS);
            for (Head head : Head.values()) {
                Tensor unmerged = Model.of(model(head, stack), Backend.SCALAR)
                        .newSession()
                        .run(input, lengths);
                float[] expected = merged(mode, unmerged.data(), size);
                for (Backend backend : Backend.available()) {
                    Tensor found = Model.of(model(head, stack, merge), backend)
                            .newSession()
                            .run(input, lengths);
                    Bits.assertSame(merge.describe() + ", " + head + " on " + backend, expected, found.data());
                }
            }
        }
    }

    /** Rows that lie at the end of a stream's state. */
    @ParameterizedTest
    @EnumSource(MergeSpec.Mode.class)
    void stepByStep(MergeSpec.Mode mode) {
        SplittableRandom random = Seeds.random(getClass());
        for (int size : SIZES) {
            RecurrentSpec stack =
                    RecurrentSpec.builder(CellKind.GRU, 3, 2 * size).name("gru").buildUntrained(random);
            ModelSpec spec = model(Head.EVERY_STEP, stack, new MergeSpec(mode, size));
            float[] x = Hostile.floats(random, STEPS * 3, 0);
            float[] unmerged = Model.of(model(Head.EVERY_STEP, stack), Backend.SCALAR)
                    .newSession()
                    .run(Tensor.of(x, STEPS, 3))
                    .data();
            float[] expected = merged(mode, unmerged, size);
            for (Backend backend : Backend.available()) {
                Model model = Model.of(spec, backend);
                Session session = model.newSession();
                State state = model.newState();
                float[] stepped = new float[STEPS * size];
                for (int t = 0; t < STEPS; t++) {
                    session.step(x, t * 3, state, stepped, t * size);
                }
                Bits.assertSame(spec.describe() + " step by step on " + backend, expected, stepped);
                float[] whole = new float[STEPS * size];
                session.run(x, STEPS, model.newState(), whole);
                Bits.assertSame(spec.describe() + " whole on " + backend, expected, whole);
            }
        }
    }

    @Test
    void whatIsSaidAndRefused() {
        assertEquals("Merge(average, 5)", new MergeSpec(MergeSpec.Mode.AVERAGE, 5).describe());
        assertRefused(
                IllegalArgumentException.class,
                () -> new MergeSpec(MergeSpec.Mode.SUM, 0),
                "merge: expected a size of 1 to 1073741823, found 0");
        RecurrentSpec gru =
                RecurrentSpec.builder(CellKind.GRU, 3, 6).name("gru").buildUntrained(new SplittableRandom(1));
        assertRefused(
                IllegalArgumentException.class,
                () -> model(Head.EVERY_STEP, gru, new MergeSpec(MergeSpec.Mode.SUM, 6)),
                "layer 1, Merge(sum, 6): expected an input size of 6",
                "found 12");
        assertNotEquals(
                Model.of(SingleLayer.of(new MergeSpec(MergeSpec.Mode.SUM, 2))).fingerprint(),
                Model.of(SingleLayer.of(new MergeSpec(MergeSpec.Mode.PRODUCT, 2)))
                        .fingerprint());
    }
}
