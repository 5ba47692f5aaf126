package io.github.lanewise.bench.voices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The sound that is made in the code. */
class VoiceSoundTest {
    private static final int SIZE = VoiceModel.FRAMES.size();
    private static final int CONTEXT = VoiceModel.FRAMES.context();

    private static float[] row(int stream, int chunk) {
        float[] row = new float[SIZE];
        new VoiceSound(VoiceModel.FRAMES).row(stream, chunk, row, 0);
        return row;
    }

    @Test
    void aRowIsTheSameEachTime() {
        assertArrayEquals(row(9_999, 41), row(9_999, 41));
        float[] further = new float[SIZE + 7];
        new VoiceSound(VoiceModel.FRAMES).row(9_999, 41, further, 7);
        assertArrayEquals(row(9_999, 41), Arrays.copyOfRange(further, 7, SIZE + 7));
    }

    @Test
    void aRowBeginsWithTheEndOfTheOneBefore() {
        assertArrayEquals(new float[CONTEXT], Arrays.copyOf(row(3, 0), CONTEXT));
        for (int chunk = 0; chunk < 50; chunk++) {
            assertArrayEquals(
                    Arrays.copyOfRange(row(3, chunk), SIZE - CONTEXT, SIZE), Arrays.copyOf(row(3, chunk + 1), CONTEXT));
        }
    }

    @Test
    void streamsDiffer() {
        for (int stream = 0; stream < 100; stream++) {
            assertFalse(Arrays.equals(row(stream, 5), row(stream + 1, 5)), "stream " + stream);
        }
    }

    /** Within twenty seconds every stream has both. */
    @Test
    void thereIsSoundAndSilenceWithinFullScale() {
        for (int stream = 0; stream < 20; stream++) {
            double loudest = 0;
            double softest = 1;
            for (int chunk = 1; chunk < 625; chunk++) {
                double peak = 0;
                for (float sample : row(stream, chunk)) {
                    peak = Math.max(peak, Math.abs(sample));
                }
                loudest = Math.max(loudest, peak);
                softest = Math.min(softest, peak);
            }
            assertTrue(loudest > 0.1 && loudest <= 1, "stream " + stream + ": " + loudest);
            assertTrue(softest < 0.01, "stream " + stream + ": " + softest);
        }
        assertEquals(0.032, 1 / VoiceModel.CHUNKS_A_SECOND, 1e-9);
    }
}
