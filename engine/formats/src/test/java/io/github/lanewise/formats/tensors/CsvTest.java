package io.github.lanewise.formats.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    private static final String HINT = "; columns are separated by commas, decimals by points";

    private final Path path;

    CsvTest(@TempDir Path directory) {
        this.path = directory.resolve("rows.csv");
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text, StandardCharsets.UTF_8);
    }

    private void assertReads(float[] expected, int... shape) throws IOException {
        TorchAnswers.assertSameBits("rows", Tensor.of(expected, shape), Csv.read(path));
    }

    private void assertRefused(String message) {
        RefusalAssertions.assertRefused(path, message, () -> Csv.read(path));
    }

    @Test
    void readsNumbers() throws IOException {
        write("1,-2.5, 3e2\r\n\r\n.5,\"6.\",+7E-1\n");
        assertReads(new float[] {1, -2.5f, 300, 0.5f, 6, 0.7f}, 2, 3);
    }

    @Test
    void readsWhatIsNoNumberToo() throws IOException {
        write("nan,NaN,inf,-inf,Infinity,-INFINITY,-0\n");
        float infinity = Float.POSITIVE_INFINITY;
        assertReads(new float[] {Float.NaN, Float.NaN, infinity, -infinity, infinity, -infinity, -0f}, 1, 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"time,value", "\"a, b\",c", "\uFEFFtime,value", "1st,2nd", ",value"})
    void skipsNames(String header) throws IOException {
        write(header + "\n1,2\n");
        assertReads(new float[] {1, 2}, 1, 2);
    }

    @Test
    void readsAByteOrderMarkBeforeNumbers() throws IOException {
        write("\uFEFF1,2\n");
        assertReads(new float[] {1, 2}, 1, 2);
    }

    @Test
    void roundsOnce() throws IOException {
        // Just above the middle of two floats; by way of a double it would become the middle, then the lower one.
        write("1.00000005960464477540\n");
        assertReads(new float[] {Math.nextUp(1f)}, 1, 1);
    }

    @Test
    void readsMoreThanItsFirstArrayHolds() throws IOException {
        write("1,2,3\n".repeat(1000));
        Tensor tensor = Csv.read(path);
        assertTrue(tensor.hasShape(1000, 3));
        assertEquals(3, tensor.data()[2999]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "1,2\\n3\\n; line 2: expected 2 columns as in the first row, found 1",
                "a,b\\n\\n1,2,3\\n; line 3: expected 2 columns as in the first row, found 3",
                "1,x\\n; line 1, column 2: expected a number, found 'x'+",
                "a\\n1\\n\\nb\\n; line 4, column 1: expected a number, found 'b'+",
                "1,\\n; line 1, column 2: expected a number, found ''+",
                "1f\\n2f\\n; line 2, column 1: expected a number, found '2f'+",
                "1\\n0x10\\n; line 2, column 1: expected a number, found '0x10'+",
                "1\\n1_0\\n; line 2, column 1: expected a number, found '1_0'+",
                "1\\n--1\\n; line 2, column 1: expected a number, found '--1'+",
                "1\\n1e\\n; line 2, column 1: expected a number, found '1e'+",
                "1\\n1e39\\n; line 2, column 1: expected a number within the range of a float, found '1e39'",
                "a,b\\n; expected rows of numbers, found none+",
                "||; expected rows of numbers, found an empty file (0 bytes), save it",
                "\\n\\n; expected rows of numbers, found none+",
                ",\\n1,2\\n; line 1, column 1: expected a number, found ''+"
            })
    void refusesWhatIsNoTable(String text, String message) throws IOException {
        write(text.replace("\\n", "\n"));
        assertRefused(message.replace("+", HINT).replace(", save it", "; save, copy or download it again"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1;2;3\\n4;5;6 | ; | .",
                "a;b;c\\n1;2;3\\n4;5;6 | ; | .",
                "1,0;2,00;,3e1\\n4;5;+6, | ; | ,",
                "1>2>3\\n4>5>6 | > | .",
                "1,0>2>3\\n4>5>6,0 | > | ,"
            })
    void readsOtherSeparatorsAndDecimals(String text, String separator, char decimal) throws IOException {
        write(text.replace("\\n", "\n").replace('>', '\t').replace(",3e1", "3") + "\n");
        CsvOptions options = new CsvOptions(separator.replace('>', '\t').charAt(0), decimal);
        Tensor expected = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        TorchAnswers.assertSameBits("rows", expected, Csv.read(path, options));
        try (InputStream in = Files.newInputStream(path)) {
            TorchAnswers.assertSameBits("rows", expected, Csv.read(in, Path.of("stdin"), options));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1;2;3 | line 1: expected commas between columns, found semicolons in '1;2;3'; give the separator, a semicolon",
                "time;value!1;2 | line 2: expected commas between columns, found semicolons in '1;2'; give the separator, a semicolon",
                "1,5;2 | line 1: expected commas between columns and decimal points, found semicolons and decimal commas in"
                        + " '1,5;2'; give the separator, a semicolon, and the decimal comma",
                "a;b!1,5;2,5 | line 2: expected commas between columns and decimal points, found semicolons and decimal commas"
                        + " in '1,5;2,5'; give the separator, a semicolon, and the decimal comma",
                "1>2 | line 1: expected commas between columns, found tabs in '1\\u00092'; give the separator, a tab",
                "@0,5@,@1,5@ | line 1: expected decimal points, found decimal commas in '0,5,1,5'; give the decimal comma",
            })
    void refusesOtherSeparatorsAndDecimalsThatNobodyGave(String text, String message) throws IOException {
        write(text.replace('!', '\n').replace('>', '\t').replace('@', '"') + "\n");
        assertRefused(message);
    }

    @Test
    void refusesSignsOtherThanThoseGiven() throws IOException {
        CsvOptions german = new CsvOptions(';', ',');
        write("1.5;2\n");
        RefusalAssertions.assertRefused(
                path,
                "line 1: expected decimal commas, found decimal points in '1.5;2'; give the decimal point",
                () -> Csv.read(path, german));
        write("1.5,2\n");
        RefusalAssertions.assertRefused(
                path,
                "line 1: expected semicolons between columns and decimal commas, found commas and decimal points in"
                        + " '1.5,2'; give the separator, a comma, and the decimal point",
                () -> Csv.read(path, german));
        write("1,5;x\n");
        RefusalAssertions.assertRefused(
                path,
                "line 1, column 2: expected a number, found 'x'; columns are separated by semicolons, decimals by commas",
                () -> Csv.read(path, german));
    }

    @Test
    void optionsAreOfTheFewThatTablesHave() {
        for (char separator : new char[] {'|', ' ', '.', '\0'}) {
            RefusalAssertions.message(IllegalArgumentException.class, () -> new CsvOptions(separator, '.'));
        }
        RefusalAssertions.message(IllegalArgumentException.class, () -> new CsvOptions(';', ';'));
        RefusalAssertions.message(IllegalArgumentException.class, () -> new CsvOptions(',', ','));
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        Files.write(path, new byte[] {'1', ',', (byte) 0xff, '\n'});
        assertRefused("line 1, column 2: expected a number, found '\uFFFD'" + HINT);
        Files.write(path, new byte[] {'1', ',', '"', '2', '\n'});
        RefusalAssertions.assertRefusedWith(path, () -> Csv.read(path), "line 1");
    }

    @Test
    void readsBackEveryFloatThatItWrites() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        Tensor tensor = Tensor.zeros(300, 7);
        for (int i = 0; i < tensor.data().length; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            tensor.data()[i] = Float.isNaN(value) ? Float.NaN : value;
        }
        tensor.data()[0] = Float.MIN_VALUE;
        tensor.data()[1] = -Float.MAX_VALUE;
        tensor.data()[2] = Float.NEGATIVE_INFINITY;
        Csv.write(path, tensor);
        TorchAnswers.assertSameBits("rows", tensor, Csv.read(path));
    }

    @Test
    void writesALineARow() throws IOException {
        Csv.write(path, Tensor.of(new float[] {1, 0.1f, -2, 1e10f}, 2, 2));
        assertEquals("1.0,0.1\n-2.0,1.0E10\n", Files.readString(path));
        TensorFiles.write(path, Tensor.of(new float[] {1, 2, 3}, 3));
        assertEquals("1.0,2.0,3.0\n", Files.readString(path));
        assertArrayEquals(new int[] {1, 3}, TensorFiles.read(path).shape());
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "0,3,0", "2,2,2"})
    void refusesToWriteOtherShapes(int a, int b, int c) {
        Tensor tensor = a == 2 ? Tensor.zeros(a, b, c) : b == 3 ? Tensor.zeros(a, b) : Tensor.zeros(0);
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> Csv.write(path, tensor));
        assertTrue(message.contains("found " + tensor.shapeText() + "; write .npy"), message);
        assertTrue(Files.notExists(path));
    }

    @Test
    void refusesFilesOfOtherNames() {
        String expected = "expected a file name that ends in .npy or .csv, found ";
        Path text = path.resolveSibling("rows.txt");
        RefusalAssertions.assertRefused(text, expected + "'.txt'", () -> TensorFiles.read(text));
        RefusalAssertions.assertRefused(text, expected + "'.txt'", () -> TensorFiles.write(text, Tensor.zeros(1)));
        Path bare = path.resolveSibling("rows");
        RefusalAssertions.assertRefused(bare, expected + "no extension", () -> TensorFiles.read(bare));
        String message = RefusalAssertions.message(NoSuchFileException.class, () -> TensorFiles.read(path));
        assertEquals(path + ": expected a file, found none; check the path", message);
    }
}
