package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavTest {
    private final Path path;
    private final ByteBuffer file = ByteBuffer.allocate(1 << 10).order(ByteOrder.LITTLE_ENDIAN);

    WavTest(@TempDir Path directory) {
        path = directory.resolve("x.wav");
    }

    private WavTest tag(String tag) {
        file.put(tag.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    private WavTest begin() {
        file.clear();
        tag("RIFF");
        file.putInt(0);
        return tag("WAVE");
    }

    private WavTest format(int number, int channels, int rate, int bits) {
        tag("fmt ");
        file.putInt(16).putShort((short) number).putShort((short) channels).putInt(rate);
        int block = channels * bits / 8;
        file.putInt(rate * block).putShort((short) block).putShort((short) bits);
        return this;
    }

    private WavTest data(int... bytes) {
        tag("data");
        file.putInt(bytes.length);
        for (int value : bytes) {
            file.put((byte) value);
        }
        return this;
    }

    private Wav read() throws IOException {
        Files.write(path, Arrays.copyOf(file.array(), file.position()));
        return Wav.read(path);
    }

    private void assertRefused(String message) {
        Refusals.assertRefused(path, message, this::read);
    }

    @Test
    void samples() throws IOException {
        Wav pcm16 = begin().format(1, 1, 16_000, 16)
                .data(0, 0, 0xff, 0x7f, 0, 0x80, 1, 0)
                .read();
        assertArrayEquals(
                new float[] {0, 32767 / 32768f, -1, 1 / 32768f}, pcm16.samples().data());
        assertEquals(16_000, pcm16.sampleRate());
        assertEquals(4 / 16_000., pcm16.seconds());
        Wav pcm24 = begin().format(1, 1, 8_000, 24)
                .data(1, 0, 0x80, 0xff, 0xff, 0xff)
                .read();
        assertArrayEquals(
                new float[] {-1 + 0x1p-23f, -0x1p-23f}, pcm24.samples().data());
        Wav pcm32 = begin().format(1, 1, 8_000, 32).data(0, 0, 0, 0x40).read();
        assertArrayEquals(new float[] {0.5f}, pcm32.samples().data());
        Wav real = begin().format(3, 1, 8_000, 32).data(0, 0, 0x20, 0xc1).read();
        assertArrayEquals(new float[] {-10}, real.samples().data());
    }

    @Test
    void otherChunksAreSkippedAndExtensibleFormatsLookedInto() throws IOException {
        begin().tag("LIST");
        file.putInt(3).put(new byte[4]).put("fmt ".getBytes(StandardCharsets.US_ASCII));
        file.putInt(40)
                .putShort((short) 0xfffe)
                .putShort((short) 1)
                .putInt(44_100)
                .putInt(88_200);
        file.putShort((short) 2).putShort((short) 16).putShort((short) 22).put(new byte[6]);
        file.putShort((short) 1).put(new byte[14]);
        assertArrayEquals(new float[] {0.25f}, data(0, 0x20).read().samples().data());
    }

    @Test
    void refusals() {
        begin();
        assertRefused("expected a chunk 'data', found none up to the file's end");
        begin().data(0, 0);
        assertRefused("expected a chunk 'fmt ' before the data, found none");
        begin().format(1, 2, 16_000, 16);
        assertRefused("chunk 'fmt ': expected 1 channel, found 2; mix them down or take one of them");
        begin().format(1, 1, 16_000, 8);
        assertRefused(
                "chunk 'fmt ': expected PCM (1) of 16, 24 or 32 bits or float (3) of 32, found format 1 of 8 bits");
        begin().format(7, 1, 16_000, 16);
        assertRefused(
                "chunk 'fmt ': expected PCM (1) of 16, 24 or 32 bits or float (3) of 32, found format 7 of 16 bits");
        begin().format(1, 1, 0, 16);
        assertRefused("chunk 'fmt ': expected 2 bytes a sample and a sample rate of at least 1, found 2 and 0");
        begin().format(1, 1, 16_000, 16).data(1, 2, 3);
        assertRefused("chunk 'data': expected whole samples of 2 bytes, at least one and less than 2 GiB of them,"
                + " found 3 bytes");
        begin().format(1, 1, 16_000, 16).tag("data");
        file.putInt(1 << 30);
        assertRefused("chunk 'data': expected 1073741824 bytes, found 0 up to the file's end; the file is cut off");
        file.clear();
        tag("OggSOggSOggS");
        assertRefused("header: expected RIFF and WAVE, found 'OggS' and 'OggS'; give a WAV file");
    }

    @Test
    void framesHaveTheirContext() {
        AudioFrames frames = new AudioFrames(16_000, 3, 2);
        float[] samples = {1, 2, 3, 4, 5, 6, 7};
        assertArrayEquals(
                new float[] {0, 0, 1, 2, 3, 2, 3, 4, 5, 6, 5, 6, 7, 0, 0},
                frames.cut(samples).data());
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 1, 2, 3, 0, 1, 2, 3, 4},
                new AudioFrames(1, 1, 4).cut(Arrays.copyOf(samples, 4)).data());
        String message = Refusals.message(IllegalArgumentException.class, () -> frames.cut(new float[0]));
        assertEquals("expected samples for 1 row of 3 to 429496729 rows, found 0", message);
    }
}
