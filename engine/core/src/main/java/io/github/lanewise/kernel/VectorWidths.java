package io.github.lanewise.kernel;

import io.github.lanewise.memory.FloatMemory;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * How wide vectors are: the only class that chooses a species.
 *
 * <p>C2 turns Vector API code into instructions only where the species is a constant. So the vector
 * twins hold it in a static final field: the machine's preferred width in the class itself, and any other width in a hidden
 * copy of the class that is defined with that species as its class data. One source, one loop, every width.
 *
 * <p>The twins also hold the exact classes of their vectors, FLOAT_VECTOR and INT_VECTOR. A vector that comes from a load, a
 * broadcast, a reinterpretation or a loop is cast to its exact class before a method is called on it, and before it becomes an
 * argument of such a method. What arithmetic on exact vectors returns is exact already. {@code ExactVectorsTest} checks that.
 *
 * <p>The reason: the JDK's methods return FloatVector, and C2 needs the exact class, of a receiver to inline the method, of an
 * argument to make an instruction of it. Without a cast it learns the class from profiles inside the JDK, which the whole
 * process shares. That fails in two ways. Once anything in the process has used two widths, C2 inlines a call for both and
 * joins the results. And where the JDK's own check of an argument's class has hardly been profiled when C2 compiles the kernel, C2
 * learns nothing from the check. Either way a vector that a loop carries can end up boxed. Without the casts four of six processes
 * that had used another width took 3 to 60 seconds to be warm. With receivers cast, but not arguments, 9 of 20 processes that
 * had used heap segments took 20 seconds while C2 wrote its log, and 2 of 40 without a log. With both cast none of 20 did
 * (Intel Xeon).
 */
public final class VectorWidths {
    private static final Map<Integer, Kernels> BY_BITS = new HashMap<>();

    /** Rows of memory are whole vectors of this many bits. */
    private static final int MOST_BITS = 512;

    private VectorWidths() {}

    /**
     * The widths at which this machine computes with vectors.
     *
     * @return some of 128, 256, 512, ascending; the greatest is the preferred one. Empty where the JVM has vectors of 64 bits
     *     only
     */
    public static List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (int bits = 128; bits <= preferredBits(); bits <<= 1) {
            widths.add(bits);
        }
        return List.copyOf(widths);
    }

    /**
     * The width that the machine prefers, as far as there are kernels for it.
     *
     * @return bits in a vector, at most 512; 64 where there are none
     */
    public static int preferredBits() {
        return Math.min(MOST_BITS, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /**
     * Kernels of one width.
     *
     * @param bits one of {@link #widths}
     * @return the kernels, the same object each time
     * @throws IllegalArgumentException if this machine has no vectors of that width
     */
    public static Kernels kernels(int bits) {
        if (!widths().contains(bits)) {
            throw new IllegalArgumentException(
                    "expected a vector width of this machine, " + widths() + " bits, found " + bits);
        }
        synchronized (BY_BITS) {
            @Nullable Kernels kernels = BY_BITS.get(bits);
            if (kernels == null) {
                kernels = define(bits);
                BY_BITS.put(bits, kernels);
            }
            return kernels;
        }
    }

    /**
     * Defines the classes of a width anew. The JVM compiles each class for itself, so where a compilation has gone wrong,
     * another one need not. Who has the former kernels keeps them; {@link #kernels} returns the new ones from now on.
     *
     * @param bits one of {@link #widths}
     * @return new kernels
     */
    public static Kernels renew(int bits) {
        Kernels renewed = hiddenCopies(bits);
        synchronized (BY_BITS) {
            BY_BITS.put(bits, renewed);
        }
        return renewed;
    }

    /**
     * The vector registers of this machine. On x86 there are 16 without AVX-512, and HotSpot prefers vectors of 512 bits wherever
     * it uses that.
     *
     * @return 16 or 32
     */
    static int registers() {
        return VectorAvailability.isX86() && preferredBits() < MOST_BITS ? 16 : 32;
    }

    /** Tiles whose sums fit into the registers. */
    private static SixRows sixRows() {
        return registers() > 16 ? new VectorSixByHalf() : new VectorSixByTwo();
    }

    private static Kernels define(int bits) {
        if (bits == FloatVector.SPECIES_PREFERRED.vectorBitSize()) {
            Gemv gemv = new VectorGemv();
            VectorGemm gemm = new VectorGemm(gemv, sixRows());
            return new Kernels(
                            bits / Float.SIZE,
                            gemv,
                            gemm,
                            new VectorLstm(),
                            new VectorSmallLstm(),
                            new VectorGru(),
                            new VectorElements(),
                            FloatMemory.COLLECTED)
                    .with(unpacking(bits, new VectorBf16Gemv(), new VectorInt8Gemv(), new VectorInt4Gemv(), gemm));
        }
        return hiddenCopies(bits);
    }

    private static Kernels hiddenCopies(int bits) {
        VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
        Gemv gemv = (Gemv) hiddenCopy(VectorGemv.class, species);
        Object gemm =
                hiddenCopy(VectorGemm.class, species, gemv, hiddenCopy(sixRows().getClass(), species));
        UnpackingGemv bf16 = (UnpackingGemv) hiddenCopy(VectorBf16Gemv.class, species);
        Object int8 = hiddenCopy(VectorInt8Gemv.class, species);
        Object int4 = hiddenCopy(VectorInt4Gemv.class, species);
        return new Kernels(
                        bits / Float.SIZE,
                        gemv,
                        (Gemm) gemm,
                        (LstmKernel) hiddenCopy(VectorLstm.class, species),
                        (SmallLstmKernel) hiddenCopy(VectorSmallLstm.class, species),
                        (GruKernel) hiddenCopy(VectorGru.class, species),
                        (ElementKernels) hiddenCopy(VectorElements.class, species),
                        FloatMemory.COLLECTED)
                .with(unpacking(bits, bf16, int8, int4, (Tiles) gemm));
    }

    /** Int8 is an {@link UnpackingGemv} with {@link Int8Passes}, int4 one with {@link Int4Passes}. */
    private static Map<Precision, Products> unpacking(
            int bits, UnpackingGemv bf16, Object int8, Object int4, Tiles tiles) {
        int lanes = bits / Float.SIZE;
        UnpackingGemv gemv8 = (UnpackingGemv) int8;
        UnpackingGemv gemv4 = (UnpackingGemv) int4;
        return Map.of(
                Precision.BF16, new Products(bf16, new Bf16Gemm(bf16, tiles, lanes)),
                Precision.INT8, new Products(gemv8, new Int8Gemm(gemv8, (Int8Passes) int8, tiles, lanes)),
                Precision.INT4, new Products(gemv4, new Int4Gemm(gemv4, (Int4Passes) int4, tiles, lanes)));
    }

    private static Object hiddenCopy(Class<?> original, VectorSpecies<Float> species, Object... parameters) {
        String file = original.getSimpleName() + ".class";
        try (InputStream in = original.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("expected the class file " + file + " beside the class, found none");
            }
            Class<?> copy = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(in.readAllBytes(), species, true)
                    .lookupClass();
            // Not by a method handle: its first use takes 10 ms.
            return copy.getDeclaredConstructors()[0].newInstance(parameters); // a twin has one
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot define kernels of " + species, e);
        }
    }

    /**
     * The species of the class that asks, for its static final field.
     *
     * @param caller the asking class's own lookup
     * @return the species that a hidden copy was defined with, the preferred one otherwise
     */
    static VectorSpecies<Float> speciesFor(MethodHandles.Lookup caller) {
        if (!caller.lookupClass().isHidden()) {
            return FloatVector.SPECIES_PREFERRED;
        }
        try {
            VectorSpecies<?> species = MethodHandles.classData(caller, "_", VectorSpecies.class);
            return species.check(float.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
