package io.github.lanewise.formats.spectrum;

/**
 * Sums the bins of a spectrum in triangular bands that are equally wide in mels: the matrix of librosa's {@code filters.mel} and
 * torchaudio's {@code functional.melscale_fbanks}. A band that is too narrow to have a bin gives 0, as there. Immutable and
 * thread-safe.
 */
public final class MelFilterBank {
    private final int bins;

    /** Of each band, its first bin with a weight. */
    private final int[] first;

    /** Of each band, the weights of its bins from there on. */
    private final double[][] weights;

    private MelFilterBank(Builder builder) {
        bins = builder.size / 2 + 1;
        first = new int[builder.bands];
        weights = new double[builder.bands][];
        double[] corners = corners(builder);
        for (int band = 0; band < builder.bands; band++) {
            double height = builder.norm == MelNorm.NONE ? 1 : 2 / (corners[band + 2] - corners[band]);
            fill(band, corners, height, (double) builder.sampleRate / builder.size);
        }
    }

    /** Where triangles begin, have their tips and end, in hertz. */
    private static double[] corners(Builder builder) {
        double low = builder.scale.mel(builder.low);
        double high = builder.scale.mel(builder.high);
        double[] corners = new double[builder.bands + 2];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = builder.scale.hertz(low + (high - low) * i / (builder.bands + 1));
        }
        return corners;
    }

    private void fill(int band, double[] corners, double height, double hertzOfABin) {
        double[] all = new double[bins];
        int end = 0;
        first[band] = bins;
        for (int k = 0; k < bins; k++) {
            double hertz = k * hertzOfABin;
            double rising = (hertz - corners[band]) / (corners[band + 1] - corners[band]);
            double falling = (corners[band + 2] - hertz) / (corners[band + 2] - corners[band + 1]);
            all[k] = height * Math.max(0, Math.min(rising, falling));
            if (all[k] > 0) {
                first[band] = Math.min(first[band], k);
                end = k + 1;
            }
        }
        weights[band] = new double[Math.max(0, end - first[band])];
        System.arraycopy(all, Math.min(first[band], end), weights[band], 0, weights[band].length);
    }

    /**
     * A filter bank from 0 Hz to half of the sample rate, on the {@link MelScale#HTK} scale and without norm, unless said
     * otherwise.
     *
     * @param sampleRate samples a second, at least 1
     * @param size samples of the frame that the spectrum is of, {@code n_fft}; at least 1
     * @param bands how many bands, {@code n_mels}; at least 1
     * @return a builder
     */
    public static Builder builder(int sampleRate, int size, int bands) {
        return new Builder(sampleRate, size, bands);
    }

    /**
     * Floats of a row of the input.
     *
     * @return bins of the spectrum
     */
    public int bins() {
        return bins;
    }

    /**
     * Floats of a row of the output.
     *
     * @return bands
     */
    public int bands() {
        return weights.length;
    }

    /**
     * Sums the bins of a frame.
     *
     * @param powers at least bins floats: powers as a rule, or magnitudes
     * @param sums at least bands floats, written
     * @throws IllegalArgumentException if an array is too short
     */
    public void apply(float[] powers, float[] sums) {
        ArrayChecks.requireRoom("powers", powers.length, 0, bins);
        ArrayChecks.requireRoom("sums", sums.length, 0, weights.length);
        for (int band = 0; band < weights.length; band++) {
            double sum = 0;
            double[] triangle = weights[band];
            for (int k = 0; k < triangle.length; k++) {
                sum += triangle[k] * powers[first[band] + k];
            }
            sums[band] = Rounding.toFloat(sum);
        }
    }

    /** What a filter bank is made of. */
    public static final class Builder {
        private final int sampleRate;
        private final int size;
        private final int bands;
        private double low;
        private double high;
        private MelScale scale = MelScale.HTK;
        private MelNorm norm = MelNorm.NONE;

        private Builder(int sampleRate, int size, int bands) {
            this.sampleRate = sampleRate;
            this.size = size;
            this.bands = bands;
            high = sampleRate / 2.0;
        }

        /**
         * The frequencies at which the first band begins and the last one ends.
         *
         * @param from in hertz, at least 0
         * @param to in hertz, more than the other, and at most half of the sample rate
         * @return this
         */
        public Builder range(double from, double to) {
            low = from;
            high = to;
            return this;
        }

        /**
         * How frequencies become mels.
         *
         * @param value the scale
         * @return this
         */
        public Builder scale(MelScale value) {
            scale = value;
            return this;
        }

        /**
         * How high the triangles are.
         *
         * @param value the norm
         * @return this
         */
        public Builder norm(MelNorm value) {
            norm = value;
            return this;
        }

        /**
         * Makes the filter bank.
         *
         * @return the filter bank
         * @throws IllegalArgumentException if a number is out of range
         */
        public MelFilterBank build() {
            if (sampleRate < 1 || size < 1 || bands < 1) {
                throw new IllegalArgumentException(
                        "mel filter bank: expected a sample rate, a size and bands of at least 1, found " + sampleRate
                                + ", " + size + " and " + bands);
            }
            if (!(low >= 0 && low < high && high <= sampleRate / 2.0)) {
                throw new IllegalArgumentException("mel filter bank: expected a range within 0 to " + sampleRate / 2.0
                        + " Hz, found " + low + " to " + high);
            }
            return new MelFilterBank(this);
        }
    }
}
