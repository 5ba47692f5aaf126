package io.github.lanewise.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the command may use: what any program may, and a library for its arguments. */
class ArchitectureTest {
    private static final String ROOT = "io.github.lanewise.cli";
    private static final JavaClasses COMMAND = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void nothingThatAUsersProgramCouldNotUse() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "jdk.incubator.vector",
                        "com.sun.management",
                        "org.jspecify.annotations..",
                        "picocli..",
                        "com.fasterxml.jackson..",
                        "com.sun.management",
                        "io.github.lanewise",
                        "io.github.lanewise.spec",
                        "io.github.lanewise.formats",
                        "io.github.lanewise.formats.audio",
                        "io.github.lanewise.formats.io",
                        "io.github.lanewise.formats.model",
                        "io.github.lanewise.formats.onnx",
                        "io.github.lanewise.formats.pipeline",
                        "io.github.lanewise.formats.tensors",
                        "io.github.lanewise.formats.torch",
                        ROOT + ".."))
                .check(COMMAND);
    }

    @Test
    void packagesDoNotUseOneAnotherInACircle() {
        slices().matching("io.github.lanewise.(**)").should().beFreeOfCycles().check(COMMAND);
    }

    /** What reads inputs and runs models does not know how the command line is parsed. */
    @Test
    void argumentsStayWithTheCommands() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        ".*\\.(Main|\\w+Command|\\w+Arguments?|\\w+Converter|ErrorLine|UsageProblem|Version)(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("picocli.."))
                .check(COMMAND);
    }
}
