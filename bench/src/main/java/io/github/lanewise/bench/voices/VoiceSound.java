package io.github.lanewise.bench.voices;

import io.github.lanewise.formats.audio.AudioFrames;

/**
 * Sound for many streams, made in the code: syllables of a buzz with formants, bursts of noise, tones and near silence, 0.3 s of each,
 * in another order and at another pitch in each stream. A sample depends on nothing but the stream and its own number, so that
 * every stream can be computed again from any place on.
 */
final class VoiceSound {
    /** Samples of a syllable, a burst, a tone or a silence. */
    private static final int PIECE = 4_800;

    private static final int TABLE = 2_048;
    private static final double LOUD = 0.3;
    private static final double FAINT = 1e-3;
    private static final float[] SINE = wave(1, 1);
    private static final float[][] VOWELS = {wave(24, 6, 9, 20), wave(24, 2, 18, 23), wave(24, 3, 6, 19)};

    private final AudioFrames frames;

    VoiceSound(AudioFrames frames) {
        this.frames = frames;
    }

    /**
     * A row of the model: the chunk and the samples before it, zeros before the beginning.
     *
     * @param at where it begins in x
     */
    void row(int stream, int chunk, float[] x, int at) {
        long first = (long) chunk * frames.hop() - frames.context();
        for (int i = 0; i < frames.size(); i++) {
            x[at + i] = first + i < 0 ? 0 : sample(stream, first + i);
        }
    }

    private static float sample(int stream, long number) {
        // Streams do not change from piece to piece at the same time.
        long shifted = number + Math.floorMod(mix(stream), PIECE);
        int position = (int) (shifted % PIECE);
        long random = mix(stream * 1_000_003L + shifted / PIECE);
        float swell = SINE[position * (TABLE / 2) / PIECE];
        double loud = LOUD * swell;
        double value = FAINT * noise(stream, number);
        int kind = Math.floorMod(random >> 32, 6);
        if (kind < VOWELS.length) {
            int pitch = 90 + Math.floorMod(random, 120);
            value += loud * at(VOWELS[kind], position, pitch);
        } else if (kind == 3) {
            value += loud * noise(stream, number);
        } else if (kind == 4) {
            value += loud * at(SINE, position, 200 + Math.floorMod(random, 2_000));
        }
        return (float) value;
    }

    /** The wave at a frequency. */
    private static float at(float[] wave, int position, int hertz) {
        return wave[(int) ((long) position * hertz * TABLE / VoiceModel.FRAMES.sampleRate() % TABLE)];
    }

    /** From -1 to 1. */
    private static double noise(int stream, long number) {
        return mix(stream * 4_000_037L + number) * 0x1p-63;
    }

    /** One period of harmonics, the louder the nearer they are to one of the formants; 1 at most. */
    private static float[] wave(int harmonics, int... formants) {
        double[] sum = new double[TABLE];
        double largest = 0;
        for (int i = 0; i < TABLE; i++) {
            for (int harmonic = 1; harmonic <= harmonics; harmonic++) {
                double strength = 0;
                for (int formant : formants) {
                    strength += 1 / (1.0 + (harmonic - formant) * (harmonic - formant)) / formant;
                }
                sum[i] += strength * Math.sin(2 * Math.PI * harmonic * i / TABLE);
            }
            largest = Math.max(largest, Math.abs(sum[i]));
        }
        float[] wave = new float[TABLE];
        for (int i = 0; i < TABLE; i++) {
            wave[i] = (float) (sum[i] / largest);
        }
        return wave;
    }

    /** The last part of the generator SplitMix64: neighbouring numbers go to numbers that have nothing in common. */
    private static long mix(long number) {
        long mixed = number * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
