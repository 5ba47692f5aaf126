package io.github.lanewise.formats.audio;

import io.github.lanewise.formats.bytes.LittleEndianOutput;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A WAV file of one channel: integers of 16, 24 or 32 bits, or floats of 32. Integers are read as fractions of full scale,
 * -1 up to just below 1; those of 32 bits are rounded to the nearest float. Immutable and thread-safe, if nobody writes to
 * the samples' array.
 *
 * @param sampleRate samples a second, at least 1
 * @param encoding how samples are stored
 * @param samples shape (samples, 1)
 */
public record Wav(int sampleRate, Encoding encoding, Tensor samples) {
    /** How samples are stored. */
    public enum Encoding {
        /** Integers of 16 bits. */
        PCM_16(16, 1),
        /** Integers of 24 bits. */
        PCM_24(24, 1),
        /** Integers of 32 bits. */
        PCM_32(32, 1),
        /** Floats of 32 bits, not limited to full scale. */
        FLOAT_32(32, 3);

        private final int bits;
        private final int tag;

        Encoding(int bits, int tag) {
            this.bits = bits;
            this.tag = tag;
        }

        int bytes() {
            return bits / Byte.SIZE;
        }

        private double scale() {
            return 1L << (bits - 1);
        }

        static @Nullable Encoding of(int tag, int bits) {
            for (Encoding encoding : values()) {
                if (encoding.tag == tag && encoding.bits == bits) {
                    return encoding;
                }
            }
            return null;
        }
    }

    private static final int CHUNK_HEADER = 8;
    private static final int FORMAT_BYTES = 16;

    /**
     * Checks rate and shape.
     *
     * @throws IllegalArgumentException if the rate is below 1, or the samples are not of shape (samples, 1)
     */
    public Wav {
        if (sampleRate < 1) {
            throw new IllegalArgumentException("sample rate: expected at least 1, found " + sampleRate);
        }
        if (samples.rank() != 2 || samples.size(1) != 1) {
            throw new IllegalArgumentException("samples: expected shape (samples, 1), found " + samples.shapeText());
        }
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its contents
     * @throws FormatException if its bytes break a rule of the format, or it has several channels or another encoding
     * @throws IOException if it cannot be read
     */
    public static Wav read(Path path) throws IOException {
        return read(FileContents.read(path));
    }

    /**
     * Reads a file that is in memory.
     *
     * @param contents of the file
     * @return its samples
     * @throws FormatException if its bytes break a rule of the format, or it has several channels or another encoding
     */
    public static Wav read(FileContents contents) throws FormatException {
        return WavReader.read(contents);
    }

    /**
     * The length in time.
     *
     * @return seconds
     */
    public double seconds() {
        return (double) samples.size(0) / sampleRate;
    }

    /**
     * How many samples an encoding in integers cannot hold, and which are written as the nearest that it can.
     *
     * @return samples at or beyond full scale; 0 for floats
     */
    public int clipped() {
        if (encoding == Encoding.FLOAT_32) {
            return 0;
        }
        int clipped = 0;
        for (float sample : samples.data()) {
            double scaled = Math.rint(sample * encoding.scale());
            clipped += scaled >= encoding.scale() || scaled < -encoding.scale() ? 1 : 0;
        }
        return clipped;
    }

    /**
     * Writes a file, whole or not at all. What is read from it is what was written, rounded to the encoding.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @throws IllegalArgumentException if a sample is NaN and the encoding is of integers, or there are more samples than
     *     a file can hold
     * @throws IOException if the file cannot be written
     */
    public void write(Path path) throws IOException {
        float[] floats = samples.data();
        long bytes = (long) floats.length * encoding.bytes();
        long padded = bytes + (bytes & 1);
        if (padded > 0xffffffffL - 64) {
            throw new IllegalArgumentException("expected less than 4 GiB of samples, found " + bytes + " bytes");
        }
        for (int i = 0; i < floats.length; i++) {
            if (Float.isNaN(floats[i]) && encoding != Encoding.FLOAT_32) {
                throw new IllegalArgumentException(
                        "sample " + i + ": expected a number for " + encoding + ", found NaN");
            }
        }
        AtomicFile.write(path, stream -> write(stream, floats, bytes));
    }

    private void write(OutputStream stream, float[] floats, long bytes) throws IOException {
        LittleEndianOutput out = new LittleEndianOutput(stream);
        boolean isFloat = encoding == Encoding.FLOAT_32;
        // Other than integers, the format needs an empty extension, and a chunk with the number of samples.
        int format = isFloat ? FORMAT_BYTES + 2 : FORMAT_BYTES;
        int fact = isFloat ? CHUNK_HEADER + 4 : 0;
        long padding = bytes & 1;
        tag(out, "RIFF");
        out.putInt((int) (4 + CHUNK_HEADER + format + fact + CHUNK_HEADER + bytes + padding));
        tag(out, "WAVE");
        tag(out, "fmt ");
        out.putInt(format);
        out.putShort((short) encoding.tag);
        out.putShort((short) 1);
        out.putInt(sampleRate);
        out.putInt(sampleRate * encoding.bytes());
        out.putShort((short) encoding.bytes());
        out.putShort((short) encoding.bits);
        if (isFloat) {
            out.putShort((short) 0);
            tag(out, "fact");
            out.putInt(4);
            out.putInt(floats.length);
        }
        tag(out, "data");
        out.putInt((int) bytes);
        for (float sample : floats) {
            put(out, sample);
        }
        out.putBytes(new byte[(int) padding]);
        out.flush();
    }

    private static void tag(LittleEndianOutput out, String tag) throws IOException {
        out.putBytes(tag.getBytes(StandardCharsets.US_ASCII));
    }

    private void put(LittleEndianOutput out, float sample) throws IOException {
        if (encoding == Encoding.FLOAT_32) {
            out.putInt(Float.floatToRawIntBits(sample));
            return;
        }
        double scale = encoding.scale();
        int value = (int) Math.max(-scale, Math.min(scale - 1, Math.rint(sample * scale)));
        out.putShort((short) value);
        switch (encoding) {
            case PCM_24 -> out.putByte((byte) (value >> 16));
            case PCM_32 -> out.putShort((short) (value >> 16));
            case PCM_16, FLOAT_32 -> {}
        }
    }
}
