package io.github.lanewise.kernel;

/** The scalar twin, and the reference for {@link VectorElements}. */
final class ScalarElements implements ElementKernels {
    static final ElementKernels INSTANCE = new ScalarElements();

    private ScalarElements() {}

    @Override
    public void sigmoid(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = ScalarMath.sigmoid(x[xAt + i]);
        }
    }

    @Override
    public void tanh(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = ScalarMath.tanh(x[xAt + i]);
        }
    }

    @Override
    public void relu(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            y[yAt + i] = ScalarMath.canonicalNaN(xi <= 0 ? 0f : xi);
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
    public void clip(float[] x, int xAt, float[] y, int yAt, int n, float threshold) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            float atLeast = xi < -threshold ? -threshold : xi;
            y[yAt + i] = ScalarMath.canonicalNaN(atLeast > threshold ? threshold : atLeast);
        }
    }

    @Override
    public void hardSigmoid(float[] x, int xAt, float[] y, int yAt, int n, float alpha, float beta) {
        for (int i = 0; i < n; i++) {
            float line = Math.fma(x[xAt + i], alpha, beta);
            float atLeast = line <= 0 ? 0f : line;
            y[yAt + i] = ScalarMath.canonicalNaN(atLeast > 1 ? 1f : atLeast);
        }
    }

    @Override
    public void affine(float[] x, int xAt, float[] y, int yAt, int n, float alpha, float beta) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = ScalarMath.canonicalNaN(Math.fma(x[xAt + i], alpha, beta));
        }
    }

    @Override
    public void multiply(float[] a, int aAt, float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = ScalarMath.canonicalNaN(a[aAt + i] * x[xAt + i]);
        }
    }

    @Override
    public void multiplyAdd(float[] a, int aAt, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = ScalarMath.canonicalNaN(Math.fma(a[aAt + i], x[xAt + i], b[bAt + i]));
        }
    }

    @Override
    public void magnitude(float[] re, int reAt, float[] im, int imAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            float imaginary = im[imAt + i];
            float square = Math.fma(re[reAt + i], re[reAt + i], imaginary * imaginary);
            // The root in double, rounded to float, is the float's correctly rounded root.
            y[yAt + i] = ScalarMath.canonicalNaN((float) Math.sqrt(square));
        }
    }

    @Override
    public void multiplyAdd(
            float[] a, int aAt, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt, float[] z, int zAt, int n) {
        for (int i = 0; i < n; i++) {
            float product = b[bAt + i] * y[yAt + i];
            z[zAt + i] = ScalarMath.canonicalNaN(Math.fma(a[aAt + i], x[xAt + i], product));
        }
    }

    @Override
    public void interpolate(float[] a, int aAt, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            float from = b[bAt + i];
            y[yAt + i] = ScalarMath.canonicalNaN(Math.fma(a[aAt + i], x[xAt + i] - from, from));
        }
    }
}
