package io.github.lanewise.docs.outputs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays of zeros, byte by byte as NumPy's format has them. */
class ZerosTest {
    @Test
    void shapeIsFoundBehindTheWord() {
        assertEquals(Optional.of("(5, 20, 6)"), Zeros.shape("zeros (5, 20, 6)"));
        assertEquals(Optional.of("(7,)"), Zeros.shape("zeros (7,)"));
        assertEquals(Optional.empty(), Zeros.shape("some/file.npy"));
        assertEquals(Optional.empty(), Zeros.shape("zeros (5, x)"));
    }

    @Test
    void fileHasHeaderAndNumbers(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.npy");
        Zeros.write(file, "(5, 20, 6)");
        byte[] bytes = Files.readAllBytes(file);
        int header = 10 + (bytes[8] & 0xff) + 256 * (bytes[9] & 0xff);
        assertEquals(0, header % 64);
        assertEquals(header + 4 * 600, bytes.length);
        assertEquals("NUMPY", new String(bytes, 1, 5, StandardCharsets.US_ASCII));
        String text = new String(bytes, 10, header - 10, StandardCharsets.US_ASCII);
        assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 20, 6), }", text.strip());
        assertEquals('\n', text.charAt(text.length() - 1));
    }
}
