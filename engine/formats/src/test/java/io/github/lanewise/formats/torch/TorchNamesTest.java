package io.github.lanewise.formats.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.torch.pickle.PickleException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TorchNamesTest {
    private static TorchTensor tensor() throws PickleException {
        return new TorchTensor(new TorchStorage("0", Dtype.F32, 1, 0), 0, new long[] {1}, new long[] {1});
    }

    private static List<String> names(Object root) throws PickleException {
        return List.copyOf(TorchNames.of(root).keySet());
    }

    private static Map<@Nullable Object, @Nullable Object> map(@Nullable Object... keysAndValues) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void keysThatLeadToATensorAreItsName() throws PickleException {
        Object inner = map("w", tensor(), 1L, tensor());
        assertEquals(
                List.of("b", "lstm.w", "lstm.1", "list.0"),
                names(map("lstm", inner, "steps", 7L, "list", List.of(tensor()), "b", tensor())));
        assertEquals(List.of(""), names(tensor()));
        assertEquals(List.of(), names("text"));
    }

    @Test
    void theMapsInWhichAModuleKeepsItsOwnAreLeftOut() throws PickleException {
        Object cell = map("_parameters", map("w", tensor()), "_buffers", map("b", tensor()));
        assertEquals(List.of("cell.w", "cell.b"), names(map("_modules", map("cell", cell))));
    }

    @Test
    void valuesThatContainThemselvesEnd() throws PickleException {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        loop.add(tensor());
        assertEquals(List.of("1"), names(loop));
    }

    @Test
    void twoTensorsOfOneNameAreRefused() throws PickleException {
        Object root = map("a.b", tensor(), "a", map("b", tensor()));
        PickleException refusal = assertThrows(PickleException.class, () -> TorchNames.of(root));
        assertEquals("expected one tensor under each name, found two under 'a.b'", refusal.getMessage());
        assertThrows(PickleException.class, () -> TorchNames.of(map(1L, tensor(), "1", tensor())));
        TorchTensor same = tensor();
        Map<String, TorchTensor> once = TorchNames.of(map("a.b", same, "a", map("b", same)));
        assertSame(same, once.get("a.b"));
    }

    @Test
    void keysOfAnyKindHaveShortNames() throws PickleException {
        assertEquals(
                List.of("an integer of 1000001 bits", "None", "true"),
                names(map(BigInteger.ONE.shiftLeft(1_000_000), tensor(), null, tensor(), true, tensor())));
    }
}
