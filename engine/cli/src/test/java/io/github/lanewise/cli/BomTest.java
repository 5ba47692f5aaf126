package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The BOM has no parent and repeats what the other poms say; here it has to be the same. */
class BomTest {
    private static final Path ENGINE = Path.of(System.getProperty("basedir", ""), "..");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(lanewise-[a-z-]+)</artifactId>");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>lanewise-(?:bom|parent)</artifactId>\\s*<version>([^<]+)</version>");

    @Test
    void itHasEveryModuleThatProgramsUse() throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ENGINE)) {
            for (Path pom : modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()) {
                Matcher artifact = ARTIFACT.matcher(Files.readString(pom).replaceFirst("(?s)<parent>.*?</parent>", ""));
                if (artifact.find() && !Files.readString(pom).contains("<maven.deploy.skip>true")) {
                    expected.add(artifact.group(1));
                }
            }
        }
        expected.remove("lanewise-cli"); // a program, no library
        TreeSet<String> found = new TreeSet<>();
        ARTIFACT.matcher(Files.readString(ENGINE.resolve("bom/pom.xml")))
                .results()
                .forEach(artifact -> found.add(artifact.group(1)));
        assertEquals(expected, found);
    }

    @Test
    void itHasTheVersionOfTheOthers() throws IOException {
        assertEquals(version(ENGINE.resolve("../pom.xml")), version(ENGINE.resolve("bom/pom.xml")));
    }

    private static String version(Path pom) throws IOException {
        Matcher version = VERSION.matcher(Files.readString(pom));
        return version.find() ? version.group(1) : "none in " + pom;
    }
}
