package io.github.lanewise.bench.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResourceFileTest {
    @Test
    void aFileInADirectoryIsItself() throws IOException {
        assertTrue(ResourceFile.of("/digits/model.safetensors").endsWith(Path.of("digits", "model.safetensors")));
    }

    @Test
    void aFileInAJarIsCopiedOut() throws IOException {
        Path copy = ResourceFile.of("/org/junit/jupiter/api/Test.class");
        assertEquals((byte) 0xca, Files.readAllBytes(copy)[0]);
    }

    @Test
    void aMissingOneIsNamed() {
        var thrown = assertThrows(FileNotFoundException.class, () -> ResourceFile.of("/no/such.file"));
        assertEquals("expected /no/such.file on the class path, found none; build the project", thrown.getMessage());
    }
}
