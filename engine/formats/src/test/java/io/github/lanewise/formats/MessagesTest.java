package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's texts speak of the library: a program that calls it has no command line, and no parser's sources. */
class MessagesTest {
    /** Options of java itself are the only remedy where the JVM has to be started in another way. */
    private static final List<String> OF_THE_JVM = List.of(" is not loaded; start java with --add-modules ");

    @ParameterizedTest
    @ValueSource(classes = {ModelFiles.class, Model.class})
    void nameNoOptionsOfACommandLine(Class<?> ofTheModule) throws IOException, URISyntaxException {
        List<String> texts = texts(ofTheModule);
        assertTrue(texts.size() > 100, () -> "expected the module's texts, found " + texts);
        assertEquals(
                List.of(),
                texts.stream()
                        .filter(text -> text.contains("--") || text.contains("[Source:"))
                        .filter(text -> OF_THE_JVM.stream().noneMatch(text::contains))
                        .toList());
    }

    /** The constant texts of all classes beside one, be they in a folder or a jar. */
    private static List<String> texts(Class<?> ofTheModule) throws IOException, URISyntaxException {
        URI place =
                ofTheModule.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path root = Path.of(place);
        if (Files.isDirectory(root)) {
            return textsBelow(root);
        }
        try (FileSystem jar = FileSystems.newFileSystem(root)) {
            return textsBelow(jar.getPath("/"));
        }
    }

    private static List<String> textsBelow(Path root) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                for (PoolEntry entry : model.constantPool()) {
                    if (entry instanceof StringEntry text) {
                        texts.add(text.stringValue());
                    }
                }
            }
        }
        return texts;
    }
}
