package io.github.lanewise.formats.spectrum;

/** How frequencies become mels, of which bands of equal width sound equally wide. */
public enum MelScale {
    /** {@code 2595 log10(1 + f / 700)}: torchaudio's default, and librosa's with {@code htk=True}. */
    HTK {
        @Override
        double mel(double hertz) {
            return 2595 * StrictMath.log10(1 + hertz / 700);
        }

        @Override
        double hertz(double mel) {
            return 700 * (StrictMath.pow(10, mel / 2595) - 1);
        }
    },

    /** M. Slaney's Auditory Toolbox: linear up to 1000 Hz, then logarithmic; librosa's default. */
    SLANEY {
        @Override
        double mel(double hertz) {
            return hertz < KNEE_HERTZ ? hertz / LINEAR : KNEE_MEL + StrictMath.log(hertz / KNEE_HERTZ) / LOG_STEP;
        }

        @Override
        double hertz(double mel) {
            return mel < KNEE_MEL ? mel * LINEAR : KNEE_HERTZ * StrictMath.exp(LOG_STEP * (mel - KNEE_MEL));
        }
    };

    private static final double LINEAR = 200.0 / 3;
    private static final double KNEE_HERTZ = 1000;
    private static final double KNEE_MEL = KNEE_HERTZ / LINEAR;
    private static final double LOG_STEP = StrictMath.log(6.4) / 27;

    abstract double mel(double hertz);

    abstract double hertz(double mel);
}
