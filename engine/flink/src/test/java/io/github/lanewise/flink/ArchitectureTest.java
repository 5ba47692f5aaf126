package io.github.lanewise.flink;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The operator stands on the engine's face, on the readers and on Flink. */
class ArchitectureTest {
    private static final JavaClasses FLINK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.lanewise.flink");

    @Test
    void knowsTheFacesOnly() {
        assertFalse(FLINK.isEmpty());
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations..",
                        "org.slf4j",
                        "org.apache.flink..",
                        "io.github.lanewise",
                        "io.github.lanewise.spec",
                        "io.github.lanewise.formats",
                        "io.github.lanewise.formats.model",
                        "io.github.lanewise.flink"))
                .check(FLINK);
    }
}
