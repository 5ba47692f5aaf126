package io.github.lanewise.formats.spectrum;

/** The numbers exp(-2 pi i k / n), in tables. */
final class RootsOfUnity {
    private final double[] cos;
    private final double[] sin;

    private RootsOfUnity(double[] cos, double[] sin) {
        this.cos = cos;
        this.sin = sin;
    }

    /** The first count of the n-th roots, k from 0. */
    static RootsOfUnity first(int count, int n) {
        double[] cos = new double[count];
        double[] sin = new double[count];
        for (int k = 0; k < count; k++) {
            double angle = 2 * Math.PI * k / n;
            cos[k] = StrictMath.cos(angle);
            sin[k] = -StrictMath.sin(angle);
        }
        return new RootsOfUnity(cos, sin);
    }

    double re(int k) {
        return cos[k];
    }

    double im(int k) {
        return sin[k];
    }
}
