package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One array from standard input: NumPy's, told by its first bytes, or a table of numbers.
 *
 * @param tensor the array; of a table (rows, columns)
 * @param table whether it was a table
 */
record StandardInput(Tensor tensor, boolean table) {
    /** What messages call it. */
    static final Path NAME = Path.of("standard input");

    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final List<String> OTHER_FILES = List.of("RIFF", "PK");
    /** As many bytes tell the files apart. */
    private static final int BEGINNING = 9;

    /** Whether an option's value stands for standard input, or for standard output. */
    static boolean isMeantBy(Path path) {
        return path.toString().equals("-");
    }

    /**
     * Reads the array.
     *
     * @param in standard input, read up to its end
     * @param options how a table is written
     * @throws IOException if it cannot be read, or is neither kind of array
     */
    static StandardInput read(InputStream in, CsvOptions options) throws IOException {
        byte[] begin = in.readNBytes(BEGINNING);
        if (begin.length == 0) {
            throw new FormatException(NAME, "", "rows of numbers", "none", "");
        }
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(begin), in);
        if (beginsWith(begin, NPY)) {
            if (!options.equals(CsvOptions.COMMAS)) {
                throw new FormatException(
                        NAME, "", "a table for the options of .csv", "an array of NumPy (.npy)", "leave them out");
            }
            return new StandardInput(Npy.read(FileContents.read(whole, NAME.toString())), false);
        }
        if (isAnotherFile(begin)) {
            throw new FormatException(
                    NAME,
                    "",
                    "an array of NumPy (.npy) or a table of numbers in UTF-8 (.csv)",
                    "the bytes " + HexFormat.ofDelimiter(" ").formatHex(begin),
                    "give another kind of file by its name, with --input FILE");
        }
        return new StandardInput(Csv.read(whole, NAME, options), true);
    }

    /** Whether these are no characters of a table: those of sound, of an archive, or with zeros in between. */
    private static boolean isAnotherFile(byte[] begin) {
        for (byte b : begin) {
            if (b == 0) {
                return true;
            }
        }
        return OTHER_FILES.stream().anyMatch(mark -> beginsWith(begin, mark.getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean beginsWith(byte[] begin, byte[] mark) {
        return begin.length >= mark.length && Arrays.equals(begin, 0, mark.length, mark, 0, mark.length);
    }
}
