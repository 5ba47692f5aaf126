package io.github.lanewise;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The levels of the core: imports go down only. */
class ArchitectureTest {
    private static final String ROOT = "io.github.lanewise";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void importsGoDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("face")
                .definedBy(ROOT)
                .layer("warm")
                .definedBy(ROOT + ".warm")
                .layer("event")
                .definedBy(ROOT + ".event")
                .layer("network")
                .definedBy(ROOT + ".network")
                .layer("cell")
                .definedBy(ROOT + ".cell")
                .layer("kernel")
                .definedBy(ROOT + ".kernel")
                .layer("matrix")
                .definedBy(ROOT + ".matrix")
                .layer("memory")
                .definedBy(ROOT + ".memory")
                .layer("spec")
                .definedBy(ROOT + ".spec")
                .layer("team")
                .definedBy(ROOT + ".team")
                .whereLayer("face")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("warm")
                .mayOnlyBeAccessedByLayers("face")
                .whereLayer("event")
                .mayOnlyBeAccessedByLayers("face", "warm")
                .whereLayer("event")
                .mayNotAccessAnyLayer()
                .whereLayer("network")
                .mayOnlyBeAccessedByLayers("face", "warm")
                .whereLayer("cell")
                .mayOnlyBeAccessedByLayers("face", "network")
                .whereLayer("kernel")
                .mayOnlyBeAccessedByLayers("face", "warm", "network", "cell")
                .whereLayer("matrix")
                .mayOnlyBeAccessedByLayers("network", "cell", "kernel")
                .whereLayer("spec")
                .mayNotAccessAnyLayer()
                .whereLayer("team")
                .mayNotAccessAnyLayer()
                .whereLayer("team")
                .mayOnlyBeAccessedByLayers("face", "warm", "network", "kernel")
                .whereLayer("memory")
                .mayNotAccessAnyLayer()
                .check(CORE);
    }

    @Test
    void nothingButTheJdk() {
        assertFalse(CORE.isEmpty());
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "jdk.incubator.vector..", "jdk.jfr..", "org.jspecify.annotations..", ROOT + ".."))
                .check(CORE);
    }

    /** Whoever loads another class without the incubator module still gets an answer. */
    @Test
    void theVectorApiStaysInTheVectorTwins() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        ".*\\.kernel\\.(VectorWidths|Vector(Gemv|Bf16Gemv|Int8Gemv|Int4Gemv|Gemm|SixByHalf|SixByTwo|Lstm|SmallLstm|Gru|Elements))")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jdk.incubator.vector.."))
                .check(CORE);
    }

    /**
     * A pass is one method, which is what gets warmed. Half of all processes boxed vectors in the first 10,000 steps of a model with a
     * softmax, whose pass was made of three: code of C1 called the three, and only the whole had been compiled.
     */
    @Test
    void aPassIsOneMethod() {
        JavaClass elements = CORE.get(ROOT + ".kernel.VectorElements");
        assertEquals(
                List.of(),
                elements.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().equals(elements))
                        .map(JavaMethodCall::getDescription)
                        .toList());
        assertTrue(elements.getMethods().stream()
                .anyMatch(method -> method.getName().equals("expBelow")));
    }

    /** Whoever loads another class where there is no Flight Recorder still gets an answer. */
    @Test
    void theFlightRecorderStaysInTheEvents() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.event\\.(Recorder|SlowStep|ModelCompiled|ChangedOver|LeafWarmed)")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jdk.jfr.."))
                .check(CORE);
    }

    /**
     * Weights are the only memory off the heap, and few classes read them: any other use of memory segments in the process
     * slows down an access to a segment, never one to an array. Those that read weights ask for the segment's class first. A
     * session copies from and to the caller's segments where the caller gives it some.
     */
    @Test
    void segmentsStayWithTheWeights() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        ".*\\.memory\\.(AlignedFloats|WeightMemory)|.*\\.matrix\\.PackedMatrix|.*\\.kernel\\.Vector(Gemv|Bf16Gemv|Int8Gemv|Int4Gemv|Gemm|SixByHalf|SixByTwo|SmallLstm)|.*\\.Session")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang.foreign"))
                .check(CORE);
        classes()
                .that()
                .haveNameMatching(
                        ".*\\.kernel\\.Vector(Gemv|Bf16Gemv|Int8Gemv|Int4Gemv|Gemm|SixByHalf|SixByTwo|SmallLstm)")
                .should()
                .callMethod(MemorySegment.class, "isNative")
                .check(CORE);
    }
}
