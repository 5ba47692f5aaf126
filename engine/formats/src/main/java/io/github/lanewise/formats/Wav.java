package io.github.lanewise.formats;

import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A recording in a WAV file, of one channel. Immutable, if nobody writes to its samples.
 *
 * @see <a href="https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html">the format</a>
 */
public final class Wav {
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xfffe;

    /** Where an extensible format keeps the number of the true one. */
    private static final int SUB_FORMAT = 24;

    private static final int HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int LEAST_FORMAT = 16;
    private static final int MOST_FORMAT = 1 << 12;

    private final int sampleRate;
    private final Tensor samples;

    private Wav(int sampleRate, Tensor samples) {
        this.sampleRate = sampleRate;
        this.samples = samples;
    }

    /**
     * Samples a second.
     *
     * @return at least 1
     */
    public int sampleRate() {
        return sampleRate;
    }

    /**
     * The recording.
     *
     * @return samples in shape (T); those of PCM from -1 to 1, exclusive
     */
    public Tensor samples() {
        return samples;
    }

    /**
     * How long it is.
     *
     * @return seconds
     */
    public double seconds() {
        return (double) samples.data().length / sampleRate;
    }

    /** What the chunk fmt says: the number of the format and the bits of a sample. */
    private record Format(int number, int bits, int sampleRate) {}

    /**
     * Reads a recording.
     *
     * @param path a RIFF WAVE file of one channel: PCM of 16, 24 or 32 bits, divided by 2^15, 2^23 or 2^31, or float of 32
     * @return the recording
     * @throws FormatException if the bytes break a rule of the format, or the format is another
     * @throws IOException if the file cannot be read
     */
    public static Wav read(Path path) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            ByteBuffer header = buffer(file, HEADER, "header");
            String riff = tag(header);
            header.getInt();
            String wave = tag(header);
            if (!riff.equals("RIFF") || !wave.equals("WAVE")) {
                throw new FormatException(
                        path, "header", "RIFF and WAVE", "'" + riff + "' and '" + wave + "'", "give a WAV file");
            }
            @Nullable Format format = null;
            while (file.remaining() >= CHUNK_HEADER) {
                ByteBuffer chunk = buffer(file, CHUNK_HEADER, "chunk");
                String tag = tag(chunk);
                long length = Integer.toUnsignedLong(chunk.getInt());
                if (tag.equals("data")) {
                    return data(path, file, format, length);
                }
                if (tag.equals("fmt ")) {
                    format = format(path, file, length);
                } else {
                    file.skip(length, "chunk '" + tag + "'");
                }
                file.skip(length & 1, "chunk '" + tag + "'");
            }
            throw new FormatException(path, "", "a chunk 'data'", "none up to the file's end", "");
        }
    }

    private static ByteBuffer buffer(InputFile file, int length, String what) throws IOException {
        return ByteBuffer.wrap(file.bytes(length, what)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String tag(ByteBuffer buffer) {
        byte[] bytes = new byte[Integer.BYTES];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Format format(Path path, InputFile file, long length) throws IOException {
        if (length < LEAST_FORMAT || length > MOST_FORMAT) {
            throw refused(path, LEAST_FORMAT + " to " + MOST_FORMAT + " bytes", Long.toString(length));
        }
        ByteBuffer chunk = buffer(file, (int) length, "chunk 'fmt '");
        int number = Short.toUnsignedInt(chunk.getShort());
        int channels = Short.toUnsignedInt(chunk.getShort());
        int sampleRate = chunk.getInt();
        chunk.getInt(); // bytes a second, which follow from the rest
        int block = Short.toUnsignedInt(chunk.getShort());
        int bits = Short.toUnsignedInt(chunk.getShort());
        if (number == EXTENSIBLE && length >= SUB_FORMAT + Short.BYTES) {
            number = Short.toUnsignedInt(chunk.getShort(SUB_FORMAT));
        }
        if (channels != 1) {
            throw refused(path, "1 channel", channels + "; mix them down or take one of them");
        }
        boolean known = number == PCM ? bits == 16 || bits == 24 || bits == 32 : number == FLOAT && bits == 32;
        if (!known) {
            throw refused(
                    path,
                    "PCM (1) of 16, 24 or 32 bits or float (3) of 32",
                    "format " + number + " of " + bits + " bits");
        }
        if (block != bits / Byte.SIZE || sampleRate < 1) {
            throw refused(
                    path,
                    bits / Byte.SIZE + " bytes a sample and a sample rate of at least 1",
                    block + " and " + Integer.toUnsignedString(sampleRate));
        }
        return new Format(number, bits, sampleRate);
    }

    private static FormatException refused(Path path, String expected, String found) {
        return new FormatException(path, "chunk 'fmt '", expected, found, "");
    }

    private static Wav data(Path path, InputFile file, @Nullable Format format, long length) throws IOException {
        if (format == null) {
            throw new FormatException(path, "", "a chunk 'fmt ' before the data", "none", "");
        }
        int bytes = format.bits() / Byte.SIZE;
        if (length == 0 || length % bytes != 0 || length > Integer.MAX_VALUE - Long.BYTES) {
            throw new FormatException(
                    path,
                    "chunk 'data'",
                    "whole samples of " + bytes + " bytes, at least one and less than 2 GiB of them",
                    length + " bytes",
                    "");
        }
        ByteBuffer data = buffer(file, (int) length, "chunk 'data'");
        float[] samples = new float[(int) length / bytes];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(data, format);
        }
        return new Wav(format.sampleRate(), Tensor.of(samples, samples.length));
    }

    private static float sample(ByteBuffer data, Format format) {
        return switch (format.bits()) {
            case 16 -> data.getShort() * 0x1p-15f;
            case 24 -> ((data.getShort() & 0xffff) | (data.get() << 16)) * 0x1p-23f;
            default -> format.number() == FLOAT ? data.getFloat() : data.getInt() * 0x1p-31f;
        };
    }
}
