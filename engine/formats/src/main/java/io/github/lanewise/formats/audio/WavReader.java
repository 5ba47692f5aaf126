package io.github.lanewise.formats.audio;

import io.github.lanewise.formats.audio.Wav.Encoding;
import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a WAV file, chunk by chunk. */
final class WavReader {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int EXTENSIBLE = 0xfffe;
    private static final int CHUNK_HEADER = 8;
    private static final int FORMAT_BYTES = 16;
    private static final int MAX_SAMPLES = Integer.MAX_VALUE - 8;

    /** What stands behind the format's tag in the name that an extensible format has for it. */
    private static final byte[] EXTENSION = {
        0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71
    };

    private final Path path;
    private final MemorySegment bytes;
    private @Nullable Encoding encoding;
    private int sampleRate;

    private WavReader(Path path, MemorySegment bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    static Wav read(FileContents contents) throws FormatException {
        EmptyFile.refuse(contents.path(), contents.size(), "a WAV file");
        return new WavReader(contents.path(), contents.bytes()).read();
    }

    private Wav read() throws FormatException {
        if (bytes.byteSize() < 12 || !tag(0).equals("RIFF") || !tag(8).equals("WAVE")) {
            throw refused("beginning", "RIFF and WAVE", "other bytes", "give a .wav file");
        }
        long end = CHUNK_HEADER + size(4);
        if (end > bytes.byteSize()) {
            throw refused("RIFF chunk", end + " bytes", Long.toString(bytes.byteSize()), "the file is cut off");
        }
        for (long at = 12; at + CHUNK_HEADER <= end; ) {
            String tag = tag(at);
            long length = size(at + 4);
            long from = at + CHUNK_HEADER;
            if (length > end - from) {
                throw refused(
                        "chunk '" + tag + "'", length + " bytes", Long.toString(end - from), "the file is cut off");
            }
            if (tag.equals("fmt ")) {
                readFormat(from, length);
            } else if (tag.equals("data")) {
                return data(from, length);
            }
            at = from + length + (length & 1);
        }
        throw refused("", "a chunk 'data' with samples", "none", "");
    }

    private void readFormat(long at, long length) throws FormatException {
        if (length < FORMAT_BYTES) {
            throw refused("chunk 'fmt '", FORMAT_BYTES + " bytes or more", Long.toString(length), "");
        }
        int tag = u16(at);
        int channels = u16(at + 2);
        long rate = size(at + 4);
        int bits = u16(at + 14);
        if (tag == EXTENSIBLE) {
            tag = extensible(at, length);
        }
        if (channels != 1) {
            throw refused("chunk 'fmt '", "one channel", channels + " channels", "mix it down to mono");
        }
        encoding = Encoding.of(tag, bits);
        if (encoding == null || u16(at + 12) != encoding.bytes()) {
            throw refused(
                    "chunk 'fmt '",
                    "integers (format 1) of 16, 24 or 32 bits, or floats (format 3) of 32",
                    "format %d of %d bits in %d bytes".formatted(tag, bits, u16(at + 12)),
                    "convert it to one of these");
        }
        if (rate < 1 || rate > Integer.MAX_VALUE) {
            throw refused("chunk 'fmt '", "a sample rate from 1", Long.toString(rate), "");
        }
        sampleRate = (int) rate;
    }

    private int extensible(long at, long length) throws FormatException {
        boolean known =
                length >= 40 && bytes.asSlice(at + 26, EXTENSION.length).mismatch(MemorySegment.ofArray(EXTENSION)) < 0;
        if (!known) {
            throw refused("chunk 'fmt '", "an extensible format of integers or floats", "another", "");
        }
        return u16(at + 24);
    }

    private Wav data(long from, long length) throws FormatException {
        Encoding stored = encoding;
        if (stored == null) {
            throw refused("", "a chunk 'fmt ' before the samples", "none", "");
        }
        if (length % stored.bytes() != 0 || length / stored.bytes() > MAX_SAMPLES) {
            throw refused("chunk 'data'", "whole samples of " + stored.bytes() + " bytes", length + " bytes", "");
        }
        float[] samples = new float[(int) (length / stored.bytes())];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(stored, from + (long) i * stored.bytes());
        }
        return new Wav(sampleRate, stored, Tensor.of(samples, samples.length, 1));
    }

    private float sample(Encoding stored, long at) {
        return switch (stored) {
            case PCM_16 -> bytes.get(SHORT, at) / 0x1p15f;
            case PCM_24 -> ((bytes.get(ValueLayout.JAVA_BYTE, at + 2) << 16) | u16(at)) / 0x1p23f;
            case PCM_32 -> (float) (bytes.get(INT, at) / 0x1p31);
            case FLOAT_32 -> Float.intBitsToFloat(bytes.get(INT, at));
        };
    }

    private String tag(long at) {
        return new String(bytes.asSlice(at, 4).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    private int u16(long at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }

    private long size(long at) {
        return Integer.toUnsignedLong(bytes.get(INT, at));
    }

    private FormatException refused(String where, String expected, String found, String hint) {
        return new FormatException(path, where, expected, found, hint);
    }
}
