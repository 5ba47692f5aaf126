package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An input of an ONNX graph that is the same in every run, as {@code sr=16000} or {@code W=@weights.npy}.
 *
 * @param name of the input
 * @param number a tensor without dimensions; null for an array
 * @param file of the array; null for a number
 */
record SetArgument(
        String name, @Nullable Tensor number, @Nullable Path file) {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    /**
     * The value.
     *
     * @throws IOException if the array's file cannot be read, or is no such array
     */
    Tensor value() throws IOException {
        if (number != null) {
            return number;
        }
        Path path = Objects.requireNonNull(file);
        if (!path.toString().toLowerCase(Locale.ROOT).endsWith(FileKind.NPY.extension())) {
            throw new FormatException(
                    path, "", "a name that ends in .npy for the input '" + name + "'", "another ending", "");
        }
        return Npy.read(path);
    }

    /** Reads what was typed. */
    static final class Converter implements ITypeConverter<SetArgument> {
        @Override
        public SetArgument convert(String value) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("expected NAME=NUMBER or NAME=@FILE.npy, found '" + value + "'");
            }
            String name = value.substring(0, equals);
            String right = value.substring(equals + 1);
            return right.startsWith("@")
                    ? new SetArgument(name, null, new PathConverter().convert(right.substring(1)))
                    : new SetArgument(name, Tensor.of(new float[] {number(name, right)}), null);
        }

        private static float number(String name, String text) {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true") ? 1 : 0;
            }
            float number = DECIMAL.matcher(text).matches() ? Float.parseFloat(text) : Float.NaN;
            if (!Float.isFinite(number)) {
                throw new TypeConversionException("input '" + name + "': expected a number that a float holds, true,"
                        + " false, or @FILE.npy for an array, found '" + text + "'");
            }
            if (WHOLE.matcher(text).matches() && (long) number != Long.parseLong(text)) {
                throw new TypeConversionException("input '" + name + "': expected a whole number that a float holds"
                        + " exactly, as all up to 16777216, found " + text);
            }
            return number;
        }
    }
}
