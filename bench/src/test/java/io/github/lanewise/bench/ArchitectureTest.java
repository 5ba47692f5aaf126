package io.github.lanewise.bench;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import org.junit.jupiter.api.Test;

/** Which program may use which: each stands on those below it, and all of them on what measures, which knows none. */
class ArchitectureTest {
    private static final String ROOT = "io.github.lanewise.bench";
    private static final JavaClasses BENCHMARKS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void importsGoDown() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        layers = layer(layers, "measuring", ROOT);
        layers = layer(layers, "textbook", ROOT + ".textbook", "measuring");
        layers = layer(layers, "jmh", ROOT + ".jmh..", "textbook", "measuring");
        layers = layer(layers, "demo", ROOT + ".demo", "textbook", "measuring");
        layers = layer(layers, "report", ROOT + ".report", "jmh", "measuring");
        layers = layer(layers, "comparison", ROOT + ".comparison", "report", "jmh", "textbook", "measuring");
        layers = layer(layers, "company", ROOT + ".company", "comparison", "report", "measuring");
        layers = layer(layers, "latency", ROOT + ".latency", "comparison", "report", "measuring");
        layers = layer(layers, "start", ROOT + ".start", "company", "comparison", "report", "measuring");
        layers = layer(layers, "voices", ROOT + ".voices", "comparison", "textbook", "measuring");
        layers = layer(layers, "streams", ROOT + ".streams", "voices", "comparison", "report", "jmh", "measuring");
        layers.check(BENCHMARKS);
    }

    /** A layer of a package, and the layers that it may use. */
    private static LayeredArchitecture layer(
            LayeredArchitecture layers, String name, String packages, String... below) {
        LayeredArchitecture defined = layers.layer(name).definedBy(packages);
        return below.length == 0
                ? defined.whereLayer(name).mayNotAccessAnyLayer()
                : defined.whereLayer(name).mayOnlyAccessLayers(below);
    }

    @Test
    void packagesDoNotUseOneAnotherInACircle() {
        slices().matching("io.github.lanewise.(**)").should().beFreeOfCycles().check(BENCHMARKS);
    }
}
