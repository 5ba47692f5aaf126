package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.bytes.ContentsReader;
import io.github.lanewise.formats.bytes.Elements;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.bytes.LittleEndianOutput;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * NumPy's array files.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class Npy {
    /** The header is padded so that the data begins at a multiple of this. */
    private static final int ALIGNMENT = 64;

    private static final Map<String, Dtype> TYPES = Map.ofEntries(
            Map.entry("f2", Dtype.F16),
            Map.entry("f4", Dtype.F32),
            Map.entry("f8", Dtype.F64),
            Map.entry("i1", Dtype.I8),
            Map.entry("i2", Dtype.I16),
            Map.entry("i4", Dtype.I32),
            Map.entry("i8", Dtype.I64),
            Map.entry("u1", Dtype.U8),
            Map.entry("u2", Dtype.U16),
            Map.entry("u4", Dtype.U32),
            Map.entry("u8", Dtype.U64),
            Map.entry("b1", Dtype.BOOL));

    private Npy() {}

    /**
     * Reads an array, of NPY version 1.0 to 3.0, in C or Fortran order, of either byte order.
     *
     * @param path the file, an array of f2, f4 or f8, which is rounded to the nearest float; or of i1 to i8, u1 to u8 or
     *     b1, whose values a float has to hold exactly
     * @return the array in C order
     * @throws FormatException if the bytes break a rule of the format, the type is another, or a value has no float
     * @throws IOException if the file cannot be read
     */
    public static Tensor read(Path path) throws IOException {
        return read(FileContents.read(path));
    }

    /**
     * Reads an array that is in memory.
     *
     * @param contents of a file as {@link #read(Path)} takes it
     * @return the array in C order
     * @throws FormatException if the bytes break a rule of the format, the type is another, or a value has no float
     */
    public static Tensor read(FileContents contents) throws FormatException {
        return read(contents.path(), new ContentsReader(contents));
    }

    /** Reads an array, up to the end. */
    static Tensor read(Path path, ContentsReader file) throws FormatException {
        EmptyFile.refuse(path, file.size(), "an .npy array");
        NpyHeader header = NpyHeader.read(path, file);
        Dtype dtype = dtype(path, header.descr());
        boolean fortranOrder = header.fortranOrder();
        int[] shape = header.shape();
        long bytes = bytes(path, dtype, shape);
        if (bytes != file.remaining()) {
            throw new FormatException(
                    path,
                    "data",
                    bytes + " bytes for shape " + text(shape) + " of " + header.descr(),
                    Long.toString(file.remaining()),
                    bytes > file.remaining() ? "the file is cut off" : "");
        }
        MemorySegment data = file.segment(bytes, "data");
        Elements elements = new Elements(path, "data", dtype, order(header.descr()), data);
        float[] floats = dtype.isReadableAsFloats() ? elements.floats() : exact(path, elements.integers());
        return Tensor.of(fortranOrder ? rowMajor(floats, shape) : floats, shape);
    }

    private static Dtype dtype(Path path, String descr) throws FormatException {
        boolean ordered = !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
        Dtype dtype = ordered ? TYPES.get(descr.substring(1)) : null;
        if (dtype == null || (descr.charAt(0) == '|' && dtype.bits() > Byte.SIZE)) {
            throw new FormatException(
                    path,
                    "header, descr",
                    "'<' or '>' and one of " + TYPES.keySet().stream().sorted().collect(Collectors.joining(", ")),
                    "'" + descr + "'",
                    "convert the array, for instance with astype('<f4')");
        }
        return dtype;
    }

    private static ByteOrder order(String descr) {
        return switch (descr.charAt(0)) {
            case '>' -> ByteOrder.BIG_ENDIAN;
            case '=' -> ByteOrder.nativeOrder();
            default -> ByteOrder.LITTLE_ENDIAN;
        };
    }

    private static long bytes(Path path, Dtype dtype, int[] shape) throws FormatException {
        long bytes = dtype.bits() / Byte.SIZE;
        try {
            for (int extent : shape) {
                bytes = Math.multiplyExact(bytes, (long) extent);
            }
        } catch (ArithmeticException e) {
            throw new FormatException(path, "header, shape", "fewer than 2^63 bytes", text(shape), "").causedBy(e);
        }
        return bytes;
    }

    private static float[] exact(Path path, long[] integers) throws FormatException {
        float[] floats = new float[integers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = integers[i];
            // 2^63 - 1 becomes the float 2^63, which the conversion back makes 2^63 - 1 again.
            if ((long) floats[i] != integers[i] || floats[i] == 0x1p63f) {
                throw new FormatException(
                        path,
                        "data",
                        "integers that a float holds exactly",
                        integers[i] + " at index " + i,
                        "convert the array to floats");
            }
        }
        return floats;
    }

    /** From the first index varying fastest to the last. */
    private static float[] rowMajor(float[] columnMajor, int[] shape) {
        float[] floats = new float[columnMajor.length];
        int[] index = new int[shape.length];
        for (float value : columnMajor) {
            int at = 0;
            for (int d = 0; d < shape.length; d++) {
                at = at * shape[d] + index[d];
            }
            floats[at] = value;
            for (int d = 0; d < shape.length && ++index[d] == shape[d]; d++) {
                index[d] = 0;
            }
        }
        return floats;
    }

    /**
     * Writes an array as {@code <f4} in C order, version 1.0, whole or not at all.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param tensor the array
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, Tensor tensor) throws IOException {
        AtomicFile.write(path, stream -> write(stream, tensor));
    }

    /**
     * Writes an array as {@code <f4} in C order, version 1.0.
     *
     * @param stream where to; stays open
     * @param tensor the array
     * @throws IOException if the stream cannot be written
     */
    public static void write(OutputStream stream, Tensor tensor) throws IOException {
        byte[] header = header(tensor.shape());
        LittleEndianOutput out = new LittleEndianOutput(stream);
        out.putBytes(NpyHeader.MAGIC);
        out.putShort((short) 1);
        out.putShort((short) header.length);
        out.putBytes(header);
        out.putFloats(tensor.data());
        out.flush();
    }

    private static byte[] header(int[] shape) {
        String extents = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + extents
                + (shape.length == 1 ? ",), }" : "), }");
        int before = NpyHeader.MAGIC.length + 2 * Short.BYTES;
        int padding = ALIGNMENT - (before + text.length() + 1) % ALIGNMENT;
        return (text + " ".repeat(padding % ALIGNMENT) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(int[] shape) {
        return Messages.shape(Arrays.stream(shape).asLongStream().toArray());
    }
}
