package io.github.lanewise.kernel;

import io.github.lanewise.memory.AlignedFloats;

/** The scalar twin, and the reference for {@link VectorElements}. */
final class ScalarElements implements ElementKernels {
    static final ElementKernels INSTANCE = new ScalarElements();

    private ScalarElements() {}

    @Override
    public void clip(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float threshold) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            float atLeast = xi < -threshold ? -threshold : xi;
            y.set(yAt + i, ScalarMath.canonicalNaN(atLeast > threshold ? threshold : atLeast));
        }
    }

    @Override
    public void hardSigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha, float beta) {
        for (int i = 0; i < n; i++) {
            float line = Math.fma(x.get(xAt + i), alpha, beta);
            float atLeast = line <= 0 ? 0f : line;
            y.set(yAt + i, ScalarMath.canonicalNaN(atLeast > 1 ? 1f : atLeast));
        }
    }

    @Override
    public void affine(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha, float beta) {
        for (int i = 0; i < n; i++) {
            y.set(yAt + i, ScalarMath.canonicalNaN(Math.fma(x.get(xAt + i), alpha, beta)));
        }
    }

    @Override
    public void multiply(AlignedFloats a, long aAt, AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            y.set(yAt + i, ScalarMath.canonicalNaN(a.get(aAt + i) * x.get(xAt + i)));
        }
    }

    @Override
    public void multiplyAdd(
            AlignedFloats a,
            long aAt,
            AlignedFloats x,
            long xAt,
            AlignedFloats b,
            long bAt,
            AlignedFloats y,
            long yAt,
            int n) {
        for (int i = 0; i < n; i++) {
            y.set(yAt + i, ScalarMath.canonicalNaN(Math.fma(a.get(aAt + i), x.get(xAt + i), b.get(bAt + i))));
        }
    }

    @Override
    public void magnitude(AlignedFloats re, long reAt, AlignedFloats im, long imAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            float imaginary = im.get(imAt + i);
            float square = Math.fma(re.get(reAt + i), re.get(reAt + i), imaginary * imaginary);
            // The root in double, rounded to float, is the float's correctly rounded root.
            y.set(yAt + i, ScalarMath.canonicalNaN((float) Math.sqrt(square)));
        }
    }
}
