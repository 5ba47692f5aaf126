package io.github.lanewise.formats.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvStreamTest {
    private static final Path NAME = Path.of("stream");

    /** Gives a line at a time, and notes how many it has given. */
    private static final class Lines extends InputStream {
        private final String[] lines;
        private byte[] line = new byte[0];
        private int at;
        private int given;

        Lines(String... lines) {
            this.lines = lines;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (at == line.length) {
                if (given == lines.length) {
                    return -1;
                }
                line = lines[given++].getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            int count = Math.min(length, available());
            System.arraycopy(line, at, bytes, from, count);
            at += count;
            return count;
        }

        @Override
        public int available() {
            return line.length - at;
        }
    }

    private static float[] row(CsvStream rows) {
        float[] row = new float[rows.columns()];
        rows.copyTo(row, 0);
        return row;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void aRowIsThereAsSoonAsItsLineIs(String end) throws IOException {
        Lines lines = new Lines("1" + end, "2" + end, "\"3\"" + end, "4");
        CsvStream rows = new CsvStream(lines, NAME, CsvOptions.COMMAS);
        for (int i = 1; i <= 4; i++) {
            assertTrue(rows.next());
            assertArrayEquals(new float[] {i}, row(rows));
            assertEquals(i, rows.line());
            assertEquals(i, lines.given, "lines that were read for the row");
        }
        assertFalse(rows.next());
        assertFalse(rows.next());
    }

    @Test
    void namesAndEmptyLinesAreNoRows() throws IOException {
        CsvStream rows = new CsvStream(new Lines("\uFEFFa,b\n", "\n", "1,2\n", "\n", "3,4\n"), NAME, CsvOptions.COMMAS);
        assertTrue(rows.next());
        assertArrayEquals(new float[] {1, 2}, row(rows));
        assertEquals(3, rows.line());
        assertTrue(rows.next());
        assertArrayEquals(new float[] {3, 4}, row(rows));
        assertEquals(5, rows.line());
        assertFalse(rows.next());
        assertFalse(new CsvStream(new Lines("a,b\n"), NAME, CsvOptions.COMMAS).next());
        assertFalse(new CsvStream(InputStream.nullInputStream(), NAME, CsvOptions.COMMAS).next());
    }

    @Test
    void refusalsNameTheLine() throws IOException {
        CsvStream rows = new CsvStream(new Lines("1,2\n", "3,4,5\n"), NAME, CsvOptions.COMMAS);
        assertTrue(rows.next());
        assertEquals(
                "stream: line 2: expected 2 columns as in the first row, found 3",
                assertThrows(FormatException.class, rows::next).getMessage());
        CsvStream quoted = new CsvStream(new Lines("1,\"2\n"), NAME, CsvOptions.COMMAS);
        FormatException unclosed = assertThrows(FormatException.class, quoted::next);
        assertTrue(
                String.valueOf(unclosed.getMessage()).startsWith("stream: Unclosed quoted field"), unclosed::toString);
    }

    /** A stream without line breaks would be kept for ever. */
    @Test
    void aLineWithoutEndIsRefused() {
        byte[] digits = "1".repeat(17 << 20).getBytes(StandardCharsets.US_ASCII);
        CsvStream rows = new CsvStream(new ByteArrayInputStream(digits), NAME, CsvOptions.COMMAS);
        assertThrows(IOException.class, rows::next);
    }
}
