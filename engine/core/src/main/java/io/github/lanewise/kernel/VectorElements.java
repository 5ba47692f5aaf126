package io.github.lanewise.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import io.github.lanewise.memory.AlignedFloats;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link ScalarElements}; {@link Lanes} makes one a width. */
final class VectorElements implements ElementKernels {
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    @Override
    public void clip(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float threshold) {
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE);
            FloatVector atLeast = xi.blend(-threshold, xi.compare(LT, -threshold));
            atLeast.blend(threshold, atLeast.compare(GT, threshold))
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void hardSigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha, float beta) {
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector line = FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE)
                    .fma(FloatVector.broadcast(FLOATS, alpha), FloatVector.broadcast(FLOATS, beta));
            FloatVector atLeast = line.blend(0f, line.compare(LE, 0f));
            atLeast.blend(1f, atLeast.compare(GT, 1f))
                    .blend(Float.NaN, line.compare(NE, line))
                    .intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void affine(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha, float beta) {
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector line = FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE)
                    .fma(FloatVector.broadcast(FLOATS, alpha), FloatVector.broadcast(FLOATS, beta));
            line.blend(Float.NaN, line.compare(NE, line)).intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void multiply(AlignedFloats a, long aAt, AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        MemorySegment as = a.segment();
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector product = FloatVector.fromMemorySegment(FLOATS, as, (aAt + i) << 2, NATIVE)
                    .mul(FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE));
            product.blend(Float.NaN, product.compare(NE, product)).intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
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
        MemorySegment as = a.segment();
        MemorySegment xs = x.segment();
        MemorySegment bs = b.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, as, (aAt + i) << 2, NATIVE)
                    .fma(
                            FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE),
                            FloatVector.fromMemorySegment(FLOATS, bs, (bAt + i) << 2, NATIVE));
            sum.blend(Float.NaN, sum.compare(NE, sum)).intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void magnitude(AlignedFloats re, long reAt, AlignedFloats im, long imAt, AlignedFloats y, long yAt, int n) {
        MemorySegment res = re.segment();
        MemorySegment ims = im.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector real = FloatVector.fromMemorySegment(FLOATS, res, (reAt + i) << 2, NATIVE);
            FloatVector imaginary = FloatVector.fromMemorySegment(FLOATS, ims, (imAt + i) << 2, NATIVE);
            FloatVector root = real.fma(real, imaginary.mul(imaginary)).sqrt();
            root.blend(Float.NaN, root.compare(NE, root)).intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }
}
