package io.github.lanewise.formats.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames, and their sum. */
class FramesTest {
    @ParameterizedTest
    @CsvSource({"8, 2, 6", "8, 3, 0", "8, 8, 0", "5, 1, 4", "8, 3, 4"})
    void chunksOfAnySizeGiveTheSameFrames(int size, int hop, int before) {
        float[] samples = Signals.noise(61, 1);
        float[] padded = new float[before + samples.length];
        System.arraycopy(samples, 0, padded, before, samples.length);
        List<float[]> expected = new ArrayList<>();
        for (int at = 0; at + size <= padded.length; at += hop) {
            expected.add(Arrays.copyOfRange(padded, at, at + size));
        }
        Frames frames = new Frames(Window.RECTANGULAR.of(size), hop, before);
        SplittableRandom random = new SplittableRandom(size);
        for (int round = 0; round < 3; round++) {
            assertEquals(expected.size(), frames.completedBy(samples.length));
            List<float[]> found = new ArrayList<>();
            for (int at = 0; at < samples.length; ) {
                int end = Math.min(samples.length, at + 1 + random.nextInt(20));
                while (at < end) {
                    at += frames.take(samples, at, end - at);
                    if (frames.isFull()) {
                        frames.next(next(found, size));
                    }
                }
            }
            assertArrayEquals(expected.toArray(float[][]::new), found.toArray(float[][]::new));
            frames.reset();
        }
    }

    private static float[] next(List<float[]> found, int size) {
        found.add(new float[size]);
        return found.getLast();
    }

    @Test
    void plainSumsDivideNothing() {
        OverlapAdd sum = OverlapAdd.plain(new double[] {1, 2, 1}, 2);
        float[] samples = new float[4];
        for (int round = 0; round < 2; round++) {
            sum.add(new float[] {1, 1, 1}, samples, 0);
            sum.add(new float[] {10, 10, 10}, samples, 2);
            assertArrayEquals(new float[] {1, 2, 11, 20}, samples);
            sum.reset();
        }
    }

    @Test
    void normalizedSumsDivideByBothWindows() {
        double[] analysis = Window.HAMMING.of(6);
        double[] synthesis = Window.HANN_SYMMETRIC.of(6);
        float[] samples = Signals.noise(60, 6);
        Frames frames = new Frames(analysis, 2, 4);
        OverlapAdd sum = OverlapAdd.normalized(analysis, synthesis, 2);
        float[] frame = new float[6];
        float[] found = new float[60];
        for (int at = 0; at < 60; at += 2) {
            frames.take(samples, at, 2);
            frames.next(frame);
            sum.add(frame, found, at);
        }
        float[] delayed = new float[60];
        System.arraycopy(samples, 0, delayed, 4, 56);
        assertArrayEquals(delayed, found, 1e-6f);
    }

    @Test
    void refusesAFrameThatIsNotFull() {
        Frames frames = new Frames(Window.RECTANGULAR.of(4), 2, 1);
        assertEquals(
                "expected 4 samples in the frame, found 1; take more first",
                assertThrows(IllegalStateException.class, () -> frames.next(new float[4]))
                        .getMessage());
    }
}
