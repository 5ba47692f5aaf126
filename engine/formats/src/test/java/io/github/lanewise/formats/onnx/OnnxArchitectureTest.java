package io.github.lanewise.formats.onnx;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import org.junit.jupiter.api.Test;

/**
 * Which package of ONNX may use which. From the bottom: extents; the file; values; then two ways up that know nothing of each
 * other: facts of a graph, equations of cells and what is rewritten by them, and what operators share while they fold, the
 * operators themselves and what is known of published graphs; then whole graphs, and the face.
 */
class OnnxArchitectureTest {
    private static final String ROOT = "io.github.lanewise.formats.onnx";
    private static final JavaClasses ONNX = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void importsGoDown() {
        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .ensureAllClassesAreContainedInArchitecture()
                .layer("face")
                .definedBy(ROOT);
        layers = layer(layers, "shape");
        layers = layer(layers, "proto", "shape");
        layers = layer(layers, "value", "proto", "shape");
        layers = layer(layers, "facts", "value", "proto", "shape");
        layers = layer(layers, "cell", "facts", "value", "proto", "shape");
        layers = layer(layers, "rewrite", "cell", "facts", "value", "proto", "shape");
        layers = layer(layers, "fold", "value", "proto", "shape");
        layers = layer(layers, "known", "fold", "value", "proto", "shape");
        layers = layer(layers, "op", "fold", "value", "proto", "shape");
        layers = layer(layers, "graph", "op", "known", "fold", "rewrite", "cell", "facts", "value", "proto", "shape");
        layers.whereLayer("face").mayNotBeAccessedByAnyLayer().check(ONNX);
    }

    /** A layer of the package of its name, and the layers that it may use. */
    private static LayeredArchitecture layer(LayeredArchitecture layers, String name, String... below) {
        LayeredArchitecture defined = layers.layer(name).definedBy(ROOT + "." + name);
        return below.length == 0
                ? defined.whereLayer(name).mayNotAccessAnyLayer()
                : defined.whereLayer(name).mayOnlyAccessLayers(below);
    }

    @Test
    void packagesDoNotUseOneAnotherInACircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(ONNX);
    }
}
