package io.github.lanewise.formats.onnx.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AxisPartTest {
    private static final AxisPart T = AxisPart.whole("time", Dim.symbol("T"));
    private static final AxisPart N = AxisPart.whole("batch", Dim.symbol("N"));
    private static final AxisPart D = AxisPart.whole("direction", Dim.of(2));
    private static final AxisPart H = AxisPart.whole("feature", Dim.of(5));

    private final KnownExtents known = new KnownExtents();

    /** An axis for each letter or group of letters: {@code "T N DH"}; a dash for one of extent 1. */
    private static List<List<AxisPart>> axes(String letters) {
        return Arrays.stream(letters.split(" "))
                .map(axis -> axis.chars()
                        .filter(letter -> letter != '-')
                        .mapToObj(AxisPartTest::part)
                        .toList())
                .toList();
    }

    private static AxisPart part(int letter) {
        return switch (letter) {
            case 'T' -> T;
            case 'N' -> N;
            case 'D' -> D;
            case 'H' -> H;
            default -> throw new IllegalArgumentException(Character.toString(letter));
        };
    }

    private static Dim dim(Object extent) {
        return extent instanceof String name ? Dim.symbol(name) : Dim.of((Integer) extent);
    }

    private @Nullable List<List<AxisPart>> regrouped(String letters, Object... target) {
        return AxisPart.regrouped(
                axes(letters), Arrays.stream(target).map(AxisPartTest::dim).toList(), known);
    }

    @Test
    void anAxisOfExtentOneHasNoParts() {
        assertEquals(List.of(), AxisPart.axis(AxisPart.whole("direction", Dim.ONE)));
        assertEquals(List.of(T, H), AxisPart.axis(T, AxisPart.whole("direction", Dim.ONE), H));
        assertEquals(Dim.ONE, AxisPart.extent(List.of()));
        assertEquals(Dim.of(10), AxisPart.extent(List.of(D, H)));
        assertEquals(List.of(Dim.symbol("T"), Dim.ONE, Dim.of(10)), AxisPart.extents(axes("T - DH")));
        assertEquals(0, T.from());
    }

    @Test
    void axesMoveAsTheyAre() {
        assertEquals(axes("DH T N"), AxisPart.transposed(axes("T N DH"), new int[] {2, 0, 1}));
        assertEquals(axes("T - DH"), AxisPart.replaced(axes("T N DH"), 1, List.of()));
        assertEquals(axes("T DH"), AxisPart.without(axes("T N DH"), 1));
        List<List<AxisPart>> moved = AxisPart.transposed(axes("T N"), new int[] {1, 0});
        assertThrows(UnsupportedOperationException.class, () -> moved.set(0, List.of()));
    }

    @Test
    void axesMergeAndPart() {
        assertEquals(axes("T N DH"), regrouped("T N D H", "T", "N", 10));
        assertEquals(axes("T N D H"), regrouped("T N DH", "T", "N", 2, 5));
        assertEquals(
                axes("TN DH"),
                AxisPart.regrouped(axes("T N DH"), List.of(Dim.symbol("T").times(Dim.symbol("N")), Dim.of(10)), known));
        assertEquals(axes("T N DH"), regrouped("T N DH", "T", "N", 10));
        assertEquals(Map.of(), known.learned());
    }

    @Test
    void axesOfExtentOneComeAndGo() {
        assertEquals(axes("T - H"), regrouped("T H", "T", 1, 5));
        assertEquals(axes("T H"), regrouped("T - - H", "T", 5));
        assertEquals(axes("- T"), regrouped("T", 1, "T"));
        assertEquals(List.of(List.of(), List.of()), regrouped("-", 1, 1));
    }

    @Test
    void oneExtentIsInferred() {
        assertEquals(axes("T NDH"), regrouped("T N D H", "T", -1));
        assertEquals(axes("TN D H"), regrouped("T N D H", -1, 2, 5));
        assertEquals(axes("T ND H"), regrouped("T N D H", "T", -1, 5));
        assertEquals(axes("TNDH"), regrouped("T N D H", -1));
        assertEquals(axes("T - H"), regrouped("T H", "T", -1, 5), "of extent 1");
    }

    @Test
    void wholePartsOnly() {
        assertNull(regrouped("T N DH", "T", "N", 5, 2), "the direction comes before the feature");
        assertNull(regrouped("T H", "T", 3), "a part of the features");
        assertNull(regrouped("T H", "T"), "what is left over");
        assertNull(regrouped("T H", "T", 5, 2), "more than there is");
        assertNull(regrouped("D H", 4, -1), "no product of 2 and 5");
        assertNull(regrouped("D H", -1, 4));
        assertNull(regrouped("D H", 2, -1, 2), "the 2 at the end is not the one at the front");
        assertNull(regrouped("H", 5, -1, 5), "one and the same part at both ends");
    }

    @Test
    void aNameLearnsItsNumber() {
        assertEquals(axes("T N H"), regrouped("T N H", 7, "N", 5));
        assertEquals(Map.of("T", 7L), known.learned());
        assertEquals(
                axes("TN H"),
                AxisPart.regrouped(axes("T N H"), List.of(Dim.of(7).times(Dim.symbol("N")), Dim.of(5)), known));
        assertNull(regrouped("T N H", 8, "N", 5), "7 from now on");
    }
}
