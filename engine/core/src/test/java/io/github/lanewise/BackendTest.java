package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackendTest {
    @Test
    void namesAreReadBackAndOthersRefused() {
        for (Backend backend : Backend.values()) {
            assertEquals(backend, Backend.parse(backend.toString()));
        }
        assertEquals(Backend.VECTOR_256, Backend.parse("Vector_256"));
        assertRefused(
                IllegalArgumentException.class,
                () -> Backend.parse("gpu"),
                "auto, scalar, vector, vector_128",
                "'gpu'");
    }

    @Test
    void aWidthThatTheMachineHasNotIsRefused() {
        for (Backend backend : List.of(Backend.VECTOR_128, Backend.VECTOR_256, Backend.VECTOR_512)) {
            if (Backend.available().contains(backend)) {
                assertTrue(
                        backend.describe()
                                .startsWith("vector, " + backend.toString().substring(7)),
                        backend.describe());
            } else {
                assertRefused(IllegalStateException.class, backend::describe, backend.toString(), "bits, found");
            }
        }
    }

    @Test
    void withoutTheModuleItAnswersFromScalarCodeAndSaysSoOnce() throws Exception {
        String text = ChildJvm.run(Child.class);
        assertTrue(text.contains("scalar scalar"), text);
        assertEquals(2, text.split("--add-modules jdk.incubator.vector", -1).length, text);
        String refused = ChildJvm.run(Child.class, "-Dlanewise.backend=vector");
        assertTrue(refused.contains("backend vector: the module jdk.incubator.vector is not loaded"), refused);
    }

    @Test
    void withoutC2ItAnswersFromScalarCode() throws Exception {
        String text = ChildJvm.run(Child.class, "--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1");
        assertTrue(text.contains("scalar scalar") && text.contains("C2"), text);
    }

    @Test
    void withoutVectorsOf128BitsItAnswersFromScalarCode() throws Exception {
        String[] flags = {"--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=8"};
        String text = ChildJvm.run(Child.class, flags);
        assertTrue(text.contains("SCALAR then scalar"), text);
        assertTrue(text.contains("available [scalar]"), text);
        assertTrue(!text.contains("Exception"), text);
        String forced = ChildJvm.run(Child.class, "-Dlanewise.backend=vector", flags[0], flags[1], flags[2]);
        assertTrue(forced.contains("backend vector: expected a vector width of this machine"), forced);
    }

    @Test
    void thePropertyReplacesAuto() throws Exception {
        String text =
                ChildJvm.run(Child.class, "--add-modules", "jdk.incubator.vector", "-Dlanewise.backend=vector_128");
        assertTrue(text.contains("vector, 128 bit (4 lanes)"), text);
        String refused = ChildJvm.run(Child.class, "-Dlanewise.backend=fast");
        assertTrue(refused.contains("system property lanewise.backend: expected a backend, one of auto"), refused);
    }

    /** Makes two models on AUTO, takes a step, and prints what computed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            ModelSpec spec = ModelSpec.ofStack(
                    RecurrentSpec.builder(CellKind.LSTM, 3, 5).buildUntrained(new SplittableRandom(1)), false);
            Model first = Model.of(spec);
            Model second = Model.of(spec);
            first.newSession().step(new float[3], first.newState(), new float[5]);
            System.out.println(first.describeBackend() + " " + second.describeBackend());
            System.out.println("available " + Backend.available());
            System.out.println(first.warmUp().outcome() + " then " + first.describeBackend());
        }
    }
}
