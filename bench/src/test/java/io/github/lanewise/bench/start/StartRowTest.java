package io.github.lanewise.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows there are, and what a run is asked for. */
class StartRowTest {
    private static final List<String> OTHERS = List.of("a.b.Other");
    private static final List<String> COMPANIES = List.of("alone", "heap-segments", "other-width");

    private static List<String> names(String include) {
        return StartRow.find(include, OTHERS, COMPANIES).stream()
                .map(StartRow::name)
                .toList();
    }

    @Test
    void allEnginesAreMeasuredAloneAndTwoInCompany() {
        List<String> one = names("^40x64-.*-1-core$");
        assertEquals(
                List.of(
                        "40x64-alone-auto-1-core",
                        "40x64-alone-scalar-1-core",
                        "40x64-alone-vector-1-core",
                        "40x64-alone-Other-1-core",
                        "40x64-heap-segments-auto-1-core",
                        "40x64-heap-segments-scalar-1-core"),
                one);
        assertEquals(2 * 3 * one.size(), names("").size());
    }

    @Test
    void theChoiceComesWithWhatItIsComparedWith() {
        assertEquals(List.of("5x8-alone-auto-2-cores", "5x8-alone-scalar-2-cores"), names("^5x8-alone-auto-2"));
        assertEquals(List.of("5x8-alone-vector-2-cores"), names("^5x8-alone-vector-2"));
        assertEquals(List.of(), names("no such row"));
    }

    @Test
    void aShapeIsInputAndHiddenSize() {
        assertEquals(
                "40x64", new StartRow("40x64", "alone", "auto", 1).workload().shape());
        assertThrows(IllegalArgumentException.class, () -> new StartRow("40", "alone", "auto", 1).workload());
    }

    @Test
    void processesAreTheLastCoresThatThereAre() {
        assertEquals(List.of(0, 1, 2, 8), Cores.cores(" 0-2,8\n"));
        assertEquals(List.of("taskset", "--cpu-list", "8"), Cores.launcher(List.of(0, 1, 2, 8), 1));
        assertEquals(List.of("taskset", "--cpu-list", "2,8"), Cores.launcher(List.of(0, 1, 2, 8), 2));
        assertEquals(List.of("taskset", "--cpu-list", "3"), Cores.launcher(List.of(3), 2));
    }

    @Test
    void theNumberOfProcessesIsAnOption() {
        assertEquals(5, StartOptions.parse().processes());
        assertEquals(2, StartOptions.parse("--quick").processes());
        StartOptions options = StartOptions.parse("--include", "a", "--processes", "20", "--quick");
        assertEquals(20, options.processes());
        assertEquals("a", options.report().include());
        assertTrue(options.report().quick());
        for (String wrong : List.of("0", "many", "-1")) {
            assertThrows(IllegalArgumentException.class, () -> StartOptions.parse("--processes", wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> StartOptions.parse("--processes"));
        assertFalse(StartOptions.USAGE.isBlank());
    }
}
