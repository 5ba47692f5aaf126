package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final List<Company> COMPANIES = List.of(new Alone(), new HeapSegments(), new OtherModels());

    private static List<String> names(String include) {
        return Row.find(include, COMPANIES).stream().map(Row::name).toList();
    }

    @Test
    void everyWorkloadKeepsEveryCompany() {
        List<String> names = names(".*");
        assertEquals(45, names.size());
        assertEquals(
                List.of("step-5x8-alone", "step-5x8-heap-segments", "step-5x8-other-models", "step-1x32-alone"),
                names.subList(0, 4));
        assertEquals("batch32-256x256-int4-other-models", names.getLast());
        assertEquals(27, names("bf16|int").size());
    }

    @Test
    void rowsAloneComeWithTheOthers() {
        assertEquals(List.of("step-40x64-alone", "step-40x64-heap-segments"), names("^step-40x64-heap-segments$"));
        assertEquals(List.of("step-128x128-alone"), names("^step-128x128-alone$"));
        assertEquals(
                List.of("step-128x128-bf16-alone", "step-128x128-bf16-heap-segments"),
                names("^step-128x128-bf16-heap-segments$"));
        assertEquals(List.of(), names("lucene"));
    }

    @Test
    void workloadsHaveTheirSizes() {
        List<String> shapes = Row.workloadNames().stream()
                .map(name -> Row.workload(name).shape())
                .toList();
        assertEquals(List.of("5x8", "1x32", "40x64", "128x128", "512x512", "256x256"), shapes.subList(0, 6));
        assertEquals(List.of("128x128", "512x512", "256x256"), shapes.subList(6, 9));
        assertEquals(shapes.subList(6, 9), shapes.subList(9, 12));
        assertEquals(shapes.subList(6, 9), shapes.subList(12, 15));
        Workload batch = Row.workload("batch32-256x256");
        assertEquals(32, batch.batch());
        assertEquals(20, batch.steps());
        assertEquals(
                Precision.BF16, Row.workload("batch32-256x256-bf16").model().precision(0));
        assertEquals(Precision.INT8, Row.workload("step-512x512-int8").model().precision(0));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Row.workload("step-3x4"))
                .getMessage());
        assertTrue(message.endsWith(", found 'step-3x4'"), message);
    }
}
