package io.github.lanewise.formats;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/**
 * Which package may use which. From the bottom: bytes and words; JSON; tensors and recordings; what a reader is told and gives;
 * models in files of tensors; the families of files, which know nothing of one another; the face, which knows them all; pipelines of sound, which read
 * models by it.
 */
class ArchitectureTest {
    private static final String ROOT = "io.github.lanewise.formats";
    private static final JavaClasses FORMATS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void importsGoDown() {
        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .ensureAllClassesAreContainedInArchitecture();
        layers = layer(layers, "text", ".text", "");
        layers = layer(layers, "io", ".io", "text");
        layers = layer(layers, "bytes", ".bytes", "io, text");
        layers = layer(layers, "json", ".json", "bytes, io, text");
        layers = layer(layers, "spectrum", ".spectrum", "");
        layers = layer(layers, "hdf5", ".keras.hdf5", "");
        layers = layer(layers, "pickle", ".torch.pickle", "");
        layers = layer(layers, "audio", ".audio", "bytes, io, text");
        // Of HDF5 only the signature, so that such a file is refused by its name.
        layers = layer(layers, "tensors", ".tensors", "json, bytes, io, text, hdf5");
        layers = layer(layers, "model", ".model", "audio, io, text");
        layers = layer(layers, "stack", ".stack", "model, tensors, json, bytes, io, text");
        layers = layer(layers, "config", ".config", "stack, model, tensors, audio, json, bytes, io, text");
        layers = families(layers);
        layers = layer(layers, "pipeline", ".pipeline", "face, spectrum, model, audio, json, io, text");
        layers.whereLayer("face")
                .mayOnlyBeAccessedByLayers("pipeline")
                .whereLayer("pipeline")
                .mayNotBeAccessedByAnyLayer()
                .check(FORMATS);
    }

    private static LayeredArchitecture families(LayeredArchitecture below) {
        LayeredArchitecture layers = below;
        layers = layer(
                layers, "audio models", ".audio.models", "config, stack, model, tensors, audio, json, bytes, io, text");
        layers = layer(layers, "keras weights", ".keras.weights", "hdf5, stack, model, tensors, json, bytes, io, text");
        layers = layer(
                layers, "keras layer", ".keras.layer", "keras weights, stack, model, tensors, json, bytes, io, text");
        layers = layer(
                layers,
                "keras",
                ".keras",
                "keras layer, keras weights, hdf5, config, stack, model, tensors, json, bytes, io, text");
        layers = layer(layers, "ml5", ".ml5", "stack, model, tensors, json, bytes, io, text");
        layers = layer(layers, "torch", ".torch", "pickle, tensors, bytes, io, text");
        layers = layer(layers, "onnx", ".onnx..", "model, audio, bytes, io, text");
        return layers.layer("face").definedBy(ROOT);
    }

    /** A layer of a package, and the layers that it may use, with commas between them. */
    private static LayeredArchitecture layer(LayeredArchitecture layers, String name, String packages, String below) {
        LayeredArchitecture defined = layers.layer(name).definedBy(ROOT + packages);
        return below.isEmpty()
                ? defined.whereLayer(name).mayNotAccessAnyLayer()
                : defined.whereLayer(name).mayOnlyAccessLayers(below.split(", ", -1));
    }

    /** Of the packages of ONNX as one; what holds among them is OnnxArchitectureTest's. */
    @Test
    void packagesDoNotUseOneAnotherInACircle() {
        SliceAssignment packages = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return SliceIdentifier.of(name.startsWith(ROOT + ".onnx") ? ROOT + ".onnx" : name);
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
        slices().assignedFrom(packages).should().beFreeOfCycles().check(FORMATS);
    }

    /** Whoever reads files needs no command, no benchmark and none of the engine's insides. */
    @Test
    void nothingButTheEnginesFaceTheJdkAndTwoLibraries() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations..",
                        "io.github.lanewise",
                        "io.github.lanewise.spec",
                        ROOT + "..",
                        "com.fasterxml.jackson..",
                        "de.siegmar.fastcsv.."))
                .check(FORMATS);
    }

    /** Jackson reads JSON, FastCSV tables; whoever wants either goes through those who check what they read. */
    @Test
    void librariesStayWhereTheyAreChecked() {
        classes()
                .that()
                .haveNameNotMatching(".*\\.(json\\..*|tensors\\.SafetensorsHeader(\\$.*)?)")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("com.fasterxml.jackson.core.."))
                .check(FORMATS);
        classes()
                .that()
                .haveNameNotMatching(".*\\.tensors\\.Csv(Rows|Stream)?(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("de.siegmar.fastcsv.."))
                .check(FORMATS);
    }
}
