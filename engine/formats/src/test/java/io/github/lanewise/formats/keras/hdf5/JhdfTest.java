package io.github.lanewise.formats.keras.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.lanewise.formats.support.Resources;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our reader of HDF5 beside jHDF, another one: the same groups, shapes, numbers and texts. */
class JhdfTest {
    /** Refused: its links are in a fractal heap. */
    private static final String DENSE = "bad_fractal_heap.h5";

    private int numbers;
    private int texts;

    static List<Path> files() {
        List<Path> files = new ArrayList<>(Resources.ending(".h5", ".keras"));
        files.removeIf(path -> path.endsWith(DENSE));
        return files;
    }

    /** The HDF5 file itself, or the one within a .keras file. */
    private static byte[] hdf5(Path path) throws IOException {
        if (path.toString().endsWith(".h5")) {
            return Files.readAllBytes(path);
        }
        try (ZipFile zip = new ZipFile(path.toFile());
                InputStream member = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
            return member.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsWhatJhdfReads(Path path) throws IOException, Hdf5Exception {
        byte[] bytes = hdf5(path);
        try (HdfFile expected = HdfFile.fromBytes(bytes)) {
            assertGroup(expected, Hdf5File.root(MemorySegment.ofArray(bytes)));
        }
        assertTrue(numbers > 0, "numbers");
        assertTrue(texts > 0, "texts");
    }

    private void assertGroup(Group expected, Hdf5Group found) throws Hdf5Exception {
        assertEquals(expected.getChildren().keySet(), Set.copyOf(found.members()), found.name());
        for (Attribute attribute : expected.getAttributes().values()) {
            assertAttribute(attribute, found);
        }
        for (Node child : expected) {
            Hdf5Group group = found.group(child.getName());
            Hdf5Dataset dataset = found.dataset(child.getName());
            if (child instanceof Dataset data) {
                assertNull(group, child.getPath());
                assertNotNull(dataset, child.getPath());
                assertDataset(data, dataset);
            } else {
                assertNull(dataset, child.getPath());
                assertNotNull(group, child.getPath());
                assertGroup((Group) child, group);
            }
        }
    }

    /** One text is read, also of a list of one; anything else is refused by its name. */
    private void assertAttribute(Attribute expected, Hdf5Group found) throws Hdf5Exception {
        String name = expected.getName();
        Object data = expected.getData();
        Object only = data instanceof String[] list && list.length == 1 ? list[0] : data;
        if (only instanceof String text) {
            assertEquals(text, found.text(name), found.name() + ", attribute " + name);
            texts++;
        } else {
            Hdf5Exception refusal = assertThrows(Hdf5Exception.class, () -> found.text(name));
            assertEquals("attribute " + name + " with one text", refusal.expected());
        }
    }

    private void assertDataset(Dataset expected, Hdf5Dataset found) throws Hdf5Exception {
        assertEquals(expected.getPath(), found.name());
        long[] shape = Arrays.stream(expected.getDimensions()).asLongStream().toArray();
        assertArrayEquals(shape, found.shape(), found.name());
        Object data = expected.getDataFlat();
        Object flat = data.getClass().isArray() ? data : new Object[] {data};
        List<Object> elements = elements(found);
        assertEquals(expected.getSize(), elements.size(), found.name());
        for (int i = 0; i < elements.size(); i++) {
            Object element = Array.get(flat, i);
            assertEquals(
                    element instanceof Integer whole ? (Object) whole.longValue() : element,
                    elements.get(i),
                    found.name() + ", element " + i);
            numbers++;
        }
    }

    /** The elements of a type that fixtures have: float, double, long or text. */
    private static List<Object> elements(Hdf5Dataset dataset) throws Hdf5Exception {
        Datatype type = dataset.type();
        ByteBuffer bytes = ByteBuffer.wrap(dataset.bytes().toArray(ValueLayout.JAVA_BYTE))
                .order(type.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        List<Object> elements = new ArrayList<>();
        while (bytes.hasRemaining()) {
            elements.add(
                    switch (type.describe()) {
                        case "FLOAT of 2 bytes" -> Float.float16ToFloat(bytes.getShort());
                        case "FLOAT of 4 bytes" -> bytes.getFloat();
                        case "FLOAT of 8 bytes" -> bytes.getDouble();
                        case "SIGNED of 8 bytes" -> bytes.getLong();
                        case "SIGNED of 4 bytes" -> (long) bytes.getInt();
                        case "UNSIGNED of 4 bytes" -> Integer.toUnsignedLong(bytes.getInt());
                        default -> fail("elements of " + type.describe() + " in " + dataset.name());
                    });
        }
        return elements;
    }
}
