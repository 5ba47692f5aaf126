package io.github.lanewise.formats;

import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.bytes.ZipArchive;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.hdf5.Hdf5File;
import io.github.lanewise.formats.text.Messages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of files that models come in, told by their contents. The ending of the name decides where these do not. */
public enum ModelKind {
    /** Safetensors: tensors, perhaps with a description of the model. */
    SAFETENSORS,
    /** An ONNX graph. */
    ONNX,
    /** What {@code torch.save} or TorchScript writes. */
    TORCH,
    /** A Keras model, {@code .keras} or HDF5. */
    KERAS,
    /** NumPy's archive of arrays. */
    NUMPY,
    /** JSON: RTNeural's, GuitarML's and NAM's models, and state_dicts. */
    JSON;

    private static final Map<String, ModelKind> ENDINGS = Map.ofEntries(
            Map.entry(".safetensors", SAFETENSORS),
            Map.entry(".onnx", ONNX),
            Map.entry(".pt", TORCH),
            Map.entry(".pth", TORCH),
            Map.entry(".ckpt", TORCH),
            Map.entry(".bin", TORCH),
            Map.entry(".jit", TORCH),
            Map.entry(".tar", TORCH),
            Map.entry(".pkl", TORCH),
            Map.entry(".keras", KERAS),
            Map.entry(".h5", KERAS),
            Map.entry(".hdf5", KERAS),
            Map.entry(".npz", NUMPY),
            Map.entry(".json", JSON),
            Map.entry(".nam", JSON));

    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int PICKLE = 0x80;
    private static final int MAX_PICKLE_PROTOCOL = 5;

    /** ModelProto's first field is the version of the format: its tag, and a number that is 13 today. */
    private static final int ONNX_VERSION_TAG = 0x08;

    private static final String EXPECTED =
            "a model: safetensors, ONNX, PyTorch, Keras, NumPy's .npz, JSON of RTNeural, GuitarML or NAM";

    /** Enough to tell a kind by, and for white space before JSON's brace. */
    private static final int BEGINNING = 64;

    /**
     * Tells what a file is.
     *
     * @param contents of the file
     * @return the kind
     * @throws FormatException if it is none of these kinds, is empty, or is a damaged zip file
     */
    public static ModelKind of(FileContents contents) throws FormatException {
        EmptyFile.refuse(contents.path(), contents.size(), EXPECTED);
        byte[] first = contents.bytes()
                .asSlice(0, Math.min(BEGINNING, contents.size()))
                .toArray(ValueLayout.JAVA_BYTE);
        if (startsWith(first, 'P', 'K')) {
            return ofZip(contents);
        }
        if (Hdf5File.isSignature(first)) {
            return KERAS;
        }
        if (isSafetensors(contents.bytes())) {
            return SAFETENSORS;
        }
        if (first.length > 1
                && Byte.toUnsignedInt(first[0]) == PICKLE
                && first[1] > 1
                && first[1] <= MAX_PICKLE_PROTOCOL) {
            return TORCH;
        }
        if (new String(first, StandardCharsets.ISO_8859_1).stripLeading().startsWith("{")) {
            return JSON;
        }
        if (isOnnx(first)) {
            return ONNX;
        }
        ModelKind byEnding = ofEnding(contents);
        if (byEnding != null) {
            return byEnding;
        }
        throw refused(contents, describe(first));
    }

    private static ModelKind ofZip(FileContents contents) throws FormatException {
        List<String> members = ZipArchive.open(contents).names();
        if (members.stream().anyMatch(name -> name.equals("data.pkl") || name.endsWith("/data.pkl"))) {
            return TORCH;
        }
        if (members.contains("config.json") || members.contains("model.weights.h5")) {
            return KERAS;
        }
        if (!members.isEmpty() && members.stream().allMatch(name -> name.endsWith(".npy"))) {
            return NUMPY;
        }
        ModelKind byEnding = ofEnding(contents);
        if (byEnding == TORCH || byEnding == KERAS || byEnding == NUMPY) {
            return byEnding;
        }
        throw refused(contents, "a zip file with the members " + Messages.list(members));
    }

    private static @Nullable ModelKind ofEnding(FileContents contents) {
        String name = contents.path().toString().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? null : ENDINGS.get(name.substring(dot));
    }

    /** The length of a header within the file, and the header's brace. */
    private static boolean isSafetensors(MemorySegment bytes) {
        if (bytes.byteSize() <= Long.BYTES || bytes.get(ValueLayout.JAVA_BYTE, Long.BYTES) != '{') {
            return false;
        }
        long header = bytes.get(LONG, 0);
        return header > 0 && header <= bytes.byteSize() - Long.BYTES;
    }

    /** A version of the format, and the tag of another field. */
    private static boolean isOnnx(byte[] first) {
        return first.length > 2 && first[0] == ONNX_VERSION_TAG && first[1] > 0 && first[2] != 0;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (i >= bytes.length || bytes[i] != (byte) prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static String describe(byte[] first) {
        if (startsWith(first, NPY[0], NPY[1], NPY[2], NPY[3], NPY[4], NPY[5])) {
            return "one NumPy array, which is data and no model";
        }
        if (startsWith(first, 'R', 'I', 'F', 'F')) {
            return "a recording, which is data and no model";
        }
        StringBuilder bytes = new StringBuilder("a file that begins with the bytes");
        for (int i = 0; i < Math.min(8, first.length); i++) {
            bytes.append(" %02x".formatted(Byte.toUnsignedInt(first[i])));
        }
        return bytes.toString();
    }

    private static FormatException refused(FileContents contents, String found) {
        return new FormatException(contents.path(), "", EXPECTED, found, "");
    }
}
