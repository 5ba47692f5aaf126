package io.github.lanewise.formats.onnx;

import static io.github.lanewise.formats.support.OnnxBytes.longs;
import static io.github.lanewise.formats.support.OnnxBytes.node;
import static io.github.lanewise.formats.support.OnnxBytes.value;
import static io.github.lanewise.formats.support.OnnxBytes.zeros;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.graph.GraphFolder;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.proto.Siblings;
import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in files beside the model: where they may stand, and what has to agree with what. */
class OnnxExternalDataTest {
    private static final float[] WEIGHTS = {0.5f, -1, 2, 0.25f, 3, -4};
    private static final String NAME = "w.data";

    private final Path directory;
    private final Path path;

    OnnxExternalDataTest(@TempDir Path temporary) throws IOException {
        directory = Files.createDirectories(temporary.resolve("models"));
        path = directory.resolve("model.onnx");
    }

    private static byte[] bytes(float... floats) {
        ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(floats);
        return bytes.array();
    }

    /** A tensor of FLOAT beside the model, with keys and values of external_data. */
    private static OnnxBytes tensor(long[] shape, String... entries) {
        OnnxBytes tensor = new OnnxBytes().integer(2, 1).text(8, "W");
        for (long extent : shape) {
            tensor.integer(1, extent);
        }
        for (int i = 0; i < entries.length; i += 2) {
            tensor.message(13, new OnnxBytes().text(1, entries[i]).text(2, entries[i + 1]));
        }
        return tensor.integer(14, 1);
    }

    private static OnnxBytes weight(String... entries) {
        return tensor(new long[] {1, 2, 3}, entries);
    }

    /** An RNN of 2 units over 3 features whose input weights are a tensor of the test's. */
    private static byte[] model(OnnxBytes weight) {
        return OnnxBytes.model(
                13,
                new OnnxBytes()
                        .message(1, node("RNN", "X,W,R", "Y"))
                        .message(5, weight)
                        .message(5, zeros("R", 1, 16, 1, 2, 2))
                        .message(11, value("X", 1, -1, -1, 3))
                        .message(12, value("Y", 1)));
    }

    private void assertRead(OnnxBytes weight) throws IOException {
        Files.write(path, model(weight));
        assertReads(path);
    }

    private static void assertReads(Path model) throws IOException {
        Tensor read =
                Objects.requireNonNull(OnnxModel.read(model).spec().tensors().get("weight_ih_l0"));
        assertArrayEquals(WEIGHTS, read.data());
    }

    private void assertRefused(OnnxBytes weight, String... parts) throws IOException {
        Files.write(path, model(weight));
        RefusalAssertions.assertRefusedWith(path, () -> OnnxModel.read(path), parts);
    }

    @Test
    void isReadFromFilesOfTheFolder() throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        assertRead(weight("location", NAME, "offset", "0", "length", "24"));
        assertRead(weight("location", NAME));
        assertRead(weight("location", "./" + NAME, "length", "24"));
        Files.createDirectory(directory.resolve("weights"));
        Files.write(directory.resolve("weights").resolve(NAME), bytes(7, 0.5f, -1, 2, 0.25f, 3, -4, 9));
        assertRead(weight("location", "weights/" + NAME, "offset", "4", "length", "24"));
    }

    @Test
    void isReadBehindTwoGibibytes() throws IOException {
        long offset = (1L << 31) + 4;
        try (SeekableByteChannel file = Files.newByteChannel(
                directory.resolve(NAME),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            file.position(offset).write(ByteBuffer.wrap(bytes(WEIGHTS)));
        }
        assertRead(weight("location", NAME, "offset", Long.toString(offset), "length", "24"));
    }

    @Test
    void isReadInsideOfAnArchive() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("models.zip"), Map.of("create", "true"))) {
            Files.write(zip.getPath("model.onnx"), model(weight("location", NAME)));
            Files.write(zip.getPath(NAME), bytes(WEIGHTS));
            assertReads(zip.getPath("model.onnx"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "a/../../secret",
                "..",
                ".",
                "",
                "/secret",
                "a//secret",
                "a/",
                "..\\secret",
                "a\\secret",
                "C:secret",
                "C:/secret",
                "w.data:stream",
                "w\0.data",
                "w\n.data"
            })
    void namesThatAreNoPlainRelativeOnes(String location) throws IOException {
        Files.write(directory.resolveSibling("secret"), bytes(WEIGHTS));
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        assertRefused(
                weight("location", location, "length", "24"),
                "tensor 'W', external_data, location",
                "does not leave the model's folder");
    }

    @Test
    void aNameOfWhereTheSecretReallyIsRefusedToo() throws IOException {
        Path secret = Files.write(directory.resolveSibling("secret"), bytes(WEIGHTS));
        assertRefused(weight("location", secret.toString(), "length", "24"), "location", "secret");
    }

    @Test
    void linksDoNotLeadOutOfTheFolder() throws IOException {
        Path secret = Files.write(directory.resolveSibling("secret"), bytes(WEIGHTS));
        Files.createSymbolicLink(directory.resolve(NAME), secret);
        assertRefused(weight("location", NAME, "length", "24"), "within the model's folder", "a symbolic link", NAME);
        Files.createSymbolicLink(directory.resolve("up"), directory.resolve(".."));
        assertRefused(weight("location", "up/secret", "length", "24"), "within the model's folder", "up/secret");
    }

    @Test
    void linksWithinTheFolderAreFollowed() throws IOException {
        Path real = Files.write(directory.resolve("real.data"), bytes(WEIGHTS));
        Files.createSymbolicLink(directory.resolve(NAME), real);
        assertRead(weight("location", NAME));
    }

    /** As a cache of downloads has it: names that link to files called by their digests, all of which are in one folder. */
    @Test
    void modelAndDataMayBothBeLinksIntoOneFolder() throws IOException {
        Path blobs = Files.createDirectory(directory.resolveSibling("blobs"));
        Files.createSymbolicLink(path, Files.write(blobs.resolve("01"), model(weight("location", NAME))));
        Files.createSymbolicLink(directory.resolve(NAME), Files.write(blobs.resolve("02"), bytes(WEIGHTS)));
        assertReads(path);
    }

    @Test
    void filesThatAreNotThere() throws IOException {
        assertRefused(
                weight("location", NAME, "length", "24"),
                "tensor 'W': expected its data in the file 'w.data' beside the model, found no file "
                        + directory.resolve(NAME),
                "put it there");
        Files.createDirectory(directory.resolve(NAME));
        assertRefused(weight("location", NAME, "length", "24"), "regular file", NAME);
    }

    @Test
    void bytesHaveNoFolder() {
        byte[] bytes = model(weight("location", NAME, "length", "24"));
        RefusalAssertions.assertRefusedWith(
                path,
                () -> GraphFolder.fold(new Refusals(path, Siblings.none(path)), bytes, Map.of(), ReadOptions.NONE),
                "weights in the file 'w.data' beside it",
                "read it from a path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "+4", "1e1", "0x4", "", " 4", "4 ", "1000000000000000000", "99999999999999999999", "٤"})
    void numbersThatAreNone(String number) throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        assertRefused(weight("location", NAME, "offset", number), "tensor 'W', external_data, offset", "whole number");
        assertRefused(weight("location", NAME, "length", number), "tensor 'W', external_data, length", "whole number");
    }

    @Test
    void sizesThatLie() throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        String most = "9".repeat(18);
        assertRefused(weight("location", NAME, "offset", "4", "length", "24"), "the 24 of the file", "24 bytes from 4");
        assertRefused(weight("location", NAME, "offset", most, "length", "24"), "the 24 of the file", "from " + most);
        assertRefused(weight("location", NAME, "offset", "0", "length", most), "the 24 of the file", most + " bytes");
        assertRefused(weight("location", NAME, "offset", most, "length", most), "the 24 of the file", "from " + most);
        assertRefused(weight("location", NAME, "offset", "25"), "the 24 of the file", "0 bytes from 25");
        assertRefused(
                weight("location", NAME, "offset", "0", "length", "23"),
                "6 elements of FLOAT for shape (1, 2, 3), 24 bytes",
                "23 bytes in 'w.data'");
        assertRefused(weight("location", NAME, "offset", "0", "length", "20"), "24 bytes", "20 bytes in 'w.data'");
        assertRefused(weight("location", NAME, "offset", "4"), "24 bytes", "20 bytes in 'w.data'");
        assertRefused(
                tensor(new long[] {1 << 16, 1 << 16}, "location", NAME, "length", "24"), "fewer than 2^31 elements");
        assertRefused(tensor(new long[] {1 << 28}, "location", NAME, "length", "24"), "1073741824 bytes", "24 bytes");
        assertRefused(tensor(new long[] {-1}, "location", NAME, "length", "24"), "dimensions from 0", "-1");
    }

    @Test
    void checksums() throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        String right = "2d32cb465500e13fc6c00452e1caa967478c912d";
        String wrong = "0".repeat(40);
        assertRefused(
                weight("location", NAME, "checksum", wrong), "checksum", "expected " + wrong, "found ", "damaged");
        assertRefused(weight("location", NAME, "checksum", "ab"), "checksum", "40 hexadecimal digits", "'ab'");
        assertRead(weight("location", NAME, "checksum", right));
        assertRead(weight("location", NAME, "checksum", right.toUpperCase(Locale.ROOT)));
    }

    @Test
    void entriesThatContradictEachOther() throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        assertRefused(
                weight("location", NAME, "basepath", "/etc"), "checksum, length, location, offset", "found basepath");
        assertRefused(weight("location", NAME, "location", "x"), "each entry once", "'location' again");
        assertRefused(weight(), "entries of external_data", "none");
        assertRefused(weight("location", NAME).bytes(9, bytes(WEIGHTS)), "both raw_data and external_data");
        assertRefused(weight("location", NAME).real(4, 1), "data in one place", "1 elements in field 4");
        assertRefused(weight("location", NAME).integer(14, 0), "data_location is not EXTERNAL", "[location]");
        assertRefused(weight("location", NAME).integer(14, 2), "data_location 0 or 1", "found 2");
    }

    @Test
    void tensorsMayShareBytesButNotForEver() throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        OnnxBytes graph = new OnnxBytes()
                .message(1, node("RNN", "X,W0,R", "Y"))
                .message(5, zeros("R", 1, 16, 1, 2, 2))
                .message(11, value("X", 1, -1, -1, 3))
                .message(12, value("Y", 1));
        for (int i = 0; i < 20; i++) {
            graph.message(5, weight("location", NAME).text(8, "W" + i)).message(12, value("W" + i, 1));
        }
        Files.write(path, OnnxBytes.model(13, graph));
        RefusalAssertions.assertRefusedWith(
                path, () -> OnnxModel.read(path), "tensor 'W16'", "at most 16 times the bytes");
    }

    @Test
    void aConstantOfANodeMayStandThereToo() throws IOException {
        Files.write(directory.resolve(NAME), bytes(WEIGHTS));
        OnnxBytes constant = new OnnxBytes()
                .text(1, "value")
                .message(5, weight("location", NAME))
                .integer(20, 4);
        Files.write(
                path,
                OnnxBytes.model(
                        13,
                        new OnnxBytes()
                                .message(1, node("Constant", "", "V", constant))
                                .message(1, node("RNN", "X,V,R", "Y"))
                                .message(5, zeros("R", 1, 16, 1, 2, 2))
                                .message(5, longs("unused", 1))
                                .message(11, value("X", 1, -1, -1, 3))
                                .message(12, value("Y", 1))));
        assertReads(path);
    }

    /** What the fixture is for: torch's exporter has put the weights beside the model, and little else. */
    @Test
    void theExportersFixtureHasItsWeightsBesideIt() throws IOException {
        Path model = Resources.file("onnx", "torch_external_data.onnx");
        assertTrue(Files.size(model) < 12_000, "the graph alone");
        assertEquals(44_000, Files.size(model.resolveSibling("torch_external_data.onnx.data")));
        Path alone = Files.copy(model, directory.resolve("alone.onnx"));
        RefusalAssertions.assertRefusedWith(
                alone, () -> ModelFiles.read(alone), "'torch_external_data.onnx.data' beside the model", "no file");
    }
}
