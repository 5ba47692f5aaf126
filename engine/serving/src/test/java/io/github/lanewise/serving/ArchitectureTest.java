package io.github.lanewise.serving;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Serving stands on the engine's face and on the JDK. */
class ArchitectureTest {
    private static final JavaClasses SERVING = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.lanewise.serving");

    @Test
    void knowsTheFaceOnly() {
        assertFalse(SERVING.isEmpty());
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations..",
                        "io.github.lanewise",
                        "io.github.lanewise.spec",
                        "io.github.lanewise.serving"))
                .check(SERVING);
    }
}
