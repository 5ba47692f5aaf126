package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.comparison.Workload;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What streams and processes take in memory. */
class MemoryTest {
    @Test
    void theSystemSaysWhatIsResident() {
        assertEquals(OptionalLong.of(3 * 1024), ResidentMemory.of(List.of("VmHWM:\t  9 kB", "VmRSS:\t       3 kB")));
        assertEquals(OptionalLong.empty(), ResidentMemory.of(List.of("VmHWM:\t  9 kB")));
    }

    @Test
    void whatTheCollectorFillsGapsWithIsNoObjectOfOurs() {
        String histogram = """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:          8714         465152  [B (java.base@25)
                   2:            17          24000  [Ljdk.internal.vm.FillerElement; (java.base@25)
                   3:             5             80  jdk.internal.vm.FillerObject (java.base@25)
                   4:           100           2400  io.github.lanewise.State
                Total          8836         491632
                """;
        assertEquals(465152 + 2400, LiveHeap.of(histogram));
    }

    /** Beside other threads' objects, so only roughly. */
    @Test
    void aStateIsItsFloatsAndLittleElse() {
        try (Model model = Model.of(Workload.step(1, 256).model())) {
            int floats = 2 * 256 * Float.BYTES;
            double bytes = StateMemory.bytesEach(model, 5_000);
            assertTrue(bytes > 0.9 * floats && bytes < 1.2 * floats, bytes + " bytes");
        }
    }

    @Test
    void findingsTravelAsLines() {
        MemoryFinding finding = new MemoryFinding("voices", "ONNX Runtime 1.26.0", What.SESSION, 20, 12345.5);
        assertEquals(finding, MemoryFinding.ofLine(finding.toLine()));
        assertNull(MemoryFinding.ofLine("somebody else's line"));
    }
}
