package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image as the build has left it: its archives of classes are used, and not needed. */
@Tag("image")
@EnabledOnOs(OS.LINUX)
class ImageTest {
    private static final Path TARGET = Path.of(System.getProperty("basedir", ""), "target");
    private static final Path IMAGE = TARGET.resolve("maven-jlink/classifiers/image");
    private static final String ARCHIVE = "lib/server/classes.jsa";
    private static final Pattern LOADED = Pattern.compile("] (\\S+) source: (\\S+ ?\\S*)");

    @TempDir
    Path directory;

    /** A process that has ended. */
    private record Ended(int exitCode, String out, String err) {}

    private Ended run(List<String> command) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }

    private Ended launch(Path image, Object... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(image.resolve("bin/lanewise").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(command);
    }

    /** Where each class came from. The JVM ends with an error if it cannot use the archive. */
    private Map<String, String> loaded(Path image, List<String> flags, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(image.resolve("bin/java").toString(), "-Xshare:on", "-Xlog:class+load:stdout"));
        command.addAll(flags);
        command.addAll(List.of("-m", "io.github.lanewise.cli/io.github.lanewise.cli.Main"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Ended ended = run(command);
        assertEquals(0, ended.exitCode(), ended::toString);
        Map<String, String> sources = new TreeMap<>();
        Matcher matcher = LOADED.matcher(ended.out());
        while (matcher.find()) {
            sources.put(matcher.group(1), matcher.group(2));
        }
        return sources;
    }

    private static void assertFromArchive(Map<String, String> sources, String... classes) {
        for (String name : classes) {
            assertEquals("shared objects", sources.get(name), name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseCompressedOops", "-XX:-UseCompressedOops"})
    void itsOwnClassesComeFromTheArchive(String references) throws IOException, InterruptedException {
        Map<String, String> help = loaded(IMAGE, List.of(references), "--help");
        assertFromArchive(help, "io.github.lanewise.cli.Main", "picocli.CommandLine", "java.util.regex.Pattern");
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Map<String, String> info = loaded(IMAGE, List.of(references), "info", model);
        assertFromArchive(info, "io.github.lanewise.formats.ModelFiles", "io.github.lanewise.Backend");
    }

    @Test
    void theVersionIsSaidWithoutTheParserOfArguments() throws IOException, InterruptedException {
        Map<String, String> version = loaded(IMAGE, List.of(), "--version");
        assertFromArchive(version, "io.github.lanewise.cli.Version");
        assertFalse(version.containsKey("picocli.CommandLine"));
        assertEquals(launch(IMAGE, "-V"), launch(IMAGE, "--version"));
    }

    /** Jackson's mapper would be hundreds of classes more, on the way to a few keys of a header. */
    @Test
    void aModelIsReadWithoutAMapperOfObjects() throws IOException, InterruptedException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Map<String, String> info = loaded(IMAGE, List.of(), "info", model);
        assertFromArchive(info, "com.fasterxml.jackson.databind.JsonNode");
        assertFalse(info.containsKey("com.fasterxml.jackson.databind.ObjectMapper"));
    }

    /** One processor means another garbage collector, which has to read what the build's has written. */
    @Test
    void theSerialCollectorReadsItToo() throws IOException, InterruptedException {
        assertFromArchive(
                loaded(IMAGE, List.of("-XX:+UseSerialGC"), "--help"),
                "io.github.lanewise.cli.Main",
                "picocli.CommandLine");
    }

    @Test
    void nothingButTheIncubatorsLineOnStandardError() throws IOException, InterruptedException {
        Ended version = launch(IMAGE, "--version");
        assertTrue(version.out().matches("lanewise \\S+, Java 25\\S*\n"), version::toString);
        assertEquals(new Ended(0, version.out(), "WARNING: Using incubator modules: jdk.incubator.vector\n"), version);
    }

    @Test
    void aCopyElsewhereUsesItsArchive() throws IOException, InterruptedException {
        Path copy = copy(directory.resolve("another place"));
        // As tar, cp and zip may leave it.
        Files.setLastModifiedTime(copy.resolve("lib/modules"), FileTime.from(Instant.EPOCH));
        assertFromArchive(loaded(copy, List.of(), "--version"), "io.github.lanewise.cli.Main");
        assertEquals(launch(IMAGE, "--help"), launch(copy, "--help"));
    }

    enum Spoilt {
        MISSING,
        EMPTY,
        CUT,
        NOT_AN_ARCHIVE,
        OF_ANOTHER_IMAGE;

        void spoil(Path image) throws IOException {
            Path archive = image.resolve(ARCHIVE);
            byte[] bytes = Files.readAllBytes(archive);
            switch (this) {
                case MISSING -> Files.delete(archive);
                case EMPTY -> Files.write(archive, new byte[0]);
                case CUT -> Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
                case NOT_AN_ARCHIVE -> Files.write(archive, new byte[bytes.length]);
                case OF_ANOTHER_IMAGE -> {
                    Path modules = image.resolve("lib/modules");
                    byte[] whole = Files.readAllBytes(modules);
                    Files.write(modules, Arrays.copyOf(whole, whole.length + 1));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnArchiveItSaysTheSame(Spoilt spoilt) throws IOException, InterruptedException {
        Path copy = copy(directory.resolve("image"));
        spoilt.spoil(copy);
        Path model = SmallModels.save(directory, SmallModels.lstm());
        assertEquals(launch(IMAGE, "info", model), launch(copy, "info", model));
    }

    @Test
    void theZipHasTheSameArchives() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            Path zip = files.filter(file -> file.toString().endsWith("-image.zip"))
                    .findFirst()
                    .orElseThrow();
            try (ZipFile opened = new ZipFile(zip.toFile())) {
                for (String name : List.of(ARCHIVE, "lib/server/classes_nocoops.jsa")) {
                    ZipEntry entry = opened.stream()
                            .filter(each -> each.getName().endsWith("/" + name))
                            .findFirst()
                            .orElseThrow();
                    try (InputStream in = opened.getInputStream(entry)) {
                        assertArrayEquals(Files.readAllBytes(IMAGE.resolve(name)), in.readAllBytes(), name);
                    }
                }
            }
        }
    }

    /** picocli's jar has none; its licence is the image's own. */
    @Test
    void licencesComeAlong() throws IOException {
        assertTrue(Files.readString(IMAGE.resolve("LICENSE")).contains("Apache License"));
        for (String jar : List.of("jackson-core", "jackson-databind", "jackson-annotations", "fastcsv")) {
            assertTrue(Files.size(IMAGE.resolve("legal/" + jar + "-jar/META-INF/LICENSE")) > 0, jar);
        }
    }

    private static Path copy(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(IMAGE)) {
            for (Path file : files.toList()) {
                Path place = target.resolve(IMAGE.relativize(file).toString());
                Files.copy(file, place);
                assertTrue(place.toFile().setExecutable(Files.isExecutable(file)), place::toString);
            }
        }
        return target;
    }
}
