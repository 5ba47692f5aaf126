package io.github.lanewise.kernel;

/** The scalar twin, and the reference for {@link VectorElements}. */
final class ScalarElements implements ElementKernels {
    static final ElementKernels INSTANCE = new ScalarElements();

    private ScalarElements() {}

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = ScalarMath.sigmoid(x[xOffset + i]);
        }
    }

    @Override
    public void tanh(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = ScalarMath.tanh(x[xOffset + i]);
        }
    }

    @Override
    public void relu(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xOffset + i];
            y[yOffset + i] = ScalarMath.canonicalNaN(xi <= 0 ? 0f : xi);
        }
    }

    @Override
    public void expBelow(float[] z, int at, int n, float max) {
        for (int i = at; i < at + n; i++) {
            z[i] = ScalarMath.odds(ScalarMath.sigmoid(z[i] - max));
        }
    }

    @Override
    public void flushSubnormals(float[] z, int at, int n) {
        for (int i = at; i < at + n; i++) {
            z[i] = Math.abs(z[i]) < Float.MIN_NORMAL ? Math.copySign(0f, z[i]) : z[i];
        }
    }

    @Override
    public void canonicalNaN(float[] z, int at, int n) {
        for (int i = at; i < at + n; i++) {
            z[i] = ScalarMath.canonicalNaN(z[i]);
        }
    }

    @Override
    public void clip(float[] x, int xOffset, float[] y, int yOffset, int n, float threshold) {
        for (int i = 0; i < n; i++) {
            float xi = x[xOffset + i];
            float atLeast = xi < -threshold ? -threshold : xi;
            y[yOffset + i] = ScalarMath.canonicalNaN(atLeast > threshold ? threshold : atLeast);
        }
    }

    @Override
    public void hardSigmoid(float[] x, int xOffset, float[] y, int yOffset, int n, float alpha, float beta) {
        for (int i = 0; i < n; i++) {
            float line = Math.fma(x[xOffset + i], alpha, beta);
            float atLeast = line <= 0 ? 0f : line;
            y[yOffset + i] = ScalarMath.canonicalNaN(atLeast > 1 ? 1f : atLeast);
        }
    }

    @Override
    public void affine(float[] x, int xOffset, float[] y, int yOffset, int n, float alpha, float beta) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = ScalarMath.canonicalNaN(Math.fma(x[xOffset + i], alpha, beta));
        }
    }

    @Override
    public void multiply(float[] a, int aOffset, float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = ScalarMath.canonicalNaN(a[aOffset + i] * x[xOffset + i]);
        }
    }

    @Override
    public void scaledSum(float[] a, int aOffset, float[] x, int xOffset, float[] y, int yOffset, int n, float factor) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = ScalarMath.canonicalNaN((a[aOffset + i] + x[xOffset + i]) * factor);
        }
    }

    @Override
    public void multiplyAdd(
            float[] a, int aOffset, float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = ScalarMath.canonicalNaN(Math.fma(a[aOffset + i], x[xOffset + i], b[bOffset + i]));
        }
    }

    @Override
    public void magnitude(float[] re, int reOffset, float[] im, int imOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            float imaginary = im[imOffset + i];
            float square = Math.fma(re[reOffset + i], re[reOffset + i], imaginary * imaginary);
            // The root in double, rounded to float, is the float's correctly rounded root.
            y[yOffset + i] = ScalarMath.canonicalNaN((float) Math.sqrt(square));
        }
    }

    @Override
    public void multiplyAdd(
            float[] a,
            int aOffset,
            float[] x,
            int xOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset,
            float[] z,
            int zOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            float product = b[bOffset + i] * y[yOffset + i];
            z[zOffset + i] = ScalarMath.canonicalNaN(Math.fma(a[aOffset + i], x[xOffset + i], product));
        }
    }

    @Override
    public void interpolate(
            float[] a, int aOffset, float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            float from = b[bOffset + i];
            y[yOffset + i] = ScalarMath.canonicalNaN(Math.fma(a[aOffset + i], x[xOffset + i] - from, from));
        }
    }
}
