package io.github.lanewise.formats.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.audio.Wav.Encoding;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.spec.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WavTest {
    private static final float[] SAMPLES = {0, 0.5f, -0.5f, -1, 0.999f, 1e-4f, -0.25f};

    private final Path path;

    WavTest(@TempDir Path directory) {
        path = directory.resolve("x.wav");
    }

    private static Wav wav(Encoding encoding, float... samples) {
        return new Wav(44_100, encoding, Tensor.of(samples, samples.length, 1));
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void readsWhatItWrote(Encoding encoding) throws IOException {
        wav(encoding, SAMPLES).write(path);
        Wav read = Wav.read(path);
        assertEquals(44_100, read.sampleRate());
        assertEquals(encoding, read.encoding());
        float step = switch (encoding) {
            case PCM_16 -> 0x1p-16f;
            case PCM_24 -> 0x1p-24f;
            case PCM_32 -> 0x1p-32f;
            case FLOAT_32 -> 0;
        };
        assertArrayEquals(SAMPLES, read.samples().data(), step);
        byte[] first = Files.readAllBytes(path);
        read.write(path);
        assertArrayEquals(first, Files.readAllBytes(path));
    }

    /** What the JDK's own reader sees in our files. */
    @ParameterizedTest
    @EnumSource(Encoding.class)
    void isAFileAsOthersReadIt(Encoding encoding) throws IOException, UnsupportedAudioFileException {
        wav(encoding, SAMPLES).write(path);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(path.toFile())) {
            assertEquals(SAMPLES.length, in.getFrameLength());
            assertEquals(1, in.getFormat().getChannels());
            assertEquals(44_100, in.getFormat().getSampleRate());
            boolean isFloat = in.getFormat().getEncoding().equals(AudioFormat.Encoding.PCM_FLOAT);
            assertEquals(encoding == Encoding.FLOAT_32, isFloat);
        }
    }

    /** Files of the JDK's own writer. */
    @ParameterizedTest
    @CsvSource({"16, PCM_16", "24, PCM_24", "32, PCM_32"})
    void readsAsOthersWrite(int bits, Encoding encoding) throws IOException {
        byte[] bytes = new byte[2 * bits / 8];
        bytes[bits / 8 - 1] = 0x40;
        bytes[bytes.length - 1] = (byte) 0x80;
        AudioFormat format = new AudioFormat(8_000, bits, 1, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(bytes), format, 2),
                AudioFileFormat.Type.WAVE,
                path.toFile());
        Wav wav = Wav.read(path);
        assertEquals(encoding, wav.encoding());
        assertArrayEquals(new float[] {0.5f, -1}, wav.samples().data());
        assertEquals(2 / 8_000.0, wav.seconds());
    }

    @Test
    void clipsAtFullScaleAndSaysSo() throws IOException {
        Wav loud = wav(Encoding.PCM_16, 1.5f, -1.5f, 1, -1, 0.99999f, Float.POSITIVE_INFINITY);
        assertEquals(5, loud.clipped());
        loud.write(path);
        float most = 32_767 / 32_768f;
        assertArrayEquals(
                new float[] {most, -1, most, -1, most, most},
                Wav.read(path).samples().data());
        assertEquals(0, wav(Encoding.FLOAT_32, 7).clipped());
        assertThrows(
                IllegalArgumentException.class,
                () -> wav(Encoding.PCM_24, Float.NaN).write(path));
    }

    @Test
    void otherChunksAreSteppedOver() throws IOException {
        wav(Encoding.PCM_16, SAMPLES).write(path);
        byte[] bytes = Files.readAllBytes(path);
        byte[] longer = new byte[bytes.length + 12];
        System.arraycopy(bytes, 0, longer, 0, 36);
        System.arraycopy(new byte[] {'L', 'I', 'S', 'T', 3, 0, 0, 0, 1, 2, 3, 0}, 0, longer, 36, 12);
        System.arraycopy(bytes, 36, longer, 48, bytes.length - 36);
        longer[4] = (byte) (longer[4] + 12);
        Files.write(path, longer);
        assertEquals(SAMPLES.length, Wav.read(path).samples().size(0));
    }

    /** One byte of the header is changed. */
    @ParameterizedTest
    @CsvSource({
        "0, 88, expected RIFF and WAVE",
        "20, 2, found format 2 of 16 bits",
        "20, 3, found format 3 of 16 bits",
        "22, 2, 'expected one channel, found 2 channels'",
        "34, 8, found format 1 of 8 bits",
        "32, 4, found format 1 of 16 bits in 4 bytes",
        "24, 0, sample rate",
        "40, 255, the file is cut off",
        "4, 255, the file is cut off",
        "12, 88, a chunk 'fmt ' before the samples",
        "36, 88, a chunk 'data' with samples"
    })
    void refusesByPlace(int at, int value, String part) throws IOException {
        wav(Encoding.PCM_16, SAMPLES).write(path);
        byte[] bytes = Files.readAllBytes(path);
        bytes[at] = (byte) value;
        if (at == 24) {
            Arrays.fill(bytes, 24, 28, (byte) 0);
        }
        Files.write(path, bytes);
        String message = RefusalAssertions.message(FormatException.class, () -> Wav.read(path));
        assertTrue(message.startsWith(path + ": ") && message.contains(part), message.toLowerCase(Locale.ROOT));
    }
}
