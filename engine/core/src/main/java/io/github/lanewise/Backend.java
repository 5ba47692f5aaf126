package io.github.lanewise;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.VectorAvailability;
import io.github.lanewise.kernel.VectorWidths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What computes. The results are the same bit for bit; only speed differs.
 *
 * <p>The system property {@code lanewise.backend} replaces {@link #AUTO} by another backend, under its name in lower
 * case; it is read each time a model is made.
 */
public enum Backend {
    /**
     * Vector code of the preferred width where that is possible and worth while, otherwise scalar code, with one warning
     * (logger {@code io.github.lanewise}) that says why and what to do about it. Until the JVM has compiled the vector code,
     * in the background, scalar code answers: see {@link Model#warmUp}.
     */
    AUTO,
    /** Scalar code. */
    SCALAR,
    /** Vector code of the width that the machine prefers, from the first step on, when it is not compiled yet and slow. */
    VECTOR,
    /** Vector code of 128 bits, 4 lanes. */
    VECTOR_128,
    /** Vector code of 256 bits, 8 lanes. */
    VECTOR_256,
    /** Vector code of 512 bits, 16 lanes. */
    VECTOR_512;

    private static final String PROPERTY = "lanewise.backend";

    /**
     * The backend of a name.
     *
     * @param text {@code auto}, {@code scalar}, {@code vector}, {@code vector_128}, {@code vector_256} or
     *     {@code vector_512}, in any case
     * @return the backend
     * @throws IllegalArgumentException listing the names, if it is none
     */
    public static Backend parse(String text) {
        for (Backend backend : values()) {
            if (backend.name().equalsIgnoreCase(text)) {
                return backend;
            }
        }
        throw new IllegalArgumentException("expected a backend, one of "
                + Arrays.stream(values()).map(Backend::toString).collect(Collectors.joining(", ")) + "; found '" + text
                + "'");
    }

    /**
     * The different ways to compute on this machine: scalar code, and vector code of each width that it has.
     *
     * @return {@link #SCALAR} first, then vectors by ascending width
     */
    public static List<Backend> available() {
        List<Backend> available = new ArrayList<>();
        available.add(SCALAR);
        if (VectorAvailability.impossible() == null) {
            for (int bits : VectorWidths.widths()) {
                available.add(ofWidth(bits));
            }
        }
        return List.copyOf(available);
    }

    /**
     * What this backend computes with on this machine.
     *
     * @return for instance {@code vector, 512 bit (16 lanes)}, or {@code scalar}
     * @throws IllegalStateException if it cannot compute here
     */
    public String describe() {
        int lanes = kernels().lanes();
        return lanes == 1 ? "scalar" : "vector, " + lanes * Float.SIZE + " bit (" + lanes + " lanes)";
    }

    /** The name as {@link #parse} reads it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Backend ofWidth(int bits) {
        return valueOf("VECTOR_" + bits);
    }

    /**
     * The arithmetic.
     *
     * @throws IllegalStateException if this backend cannot compute here
     */
    Kernels kernels() {
        return switch (this) {
            case AUTO -> automatic();
            case SCALAR -> Kernels.scalar();
            case VECTOR -> vector(0);
            case VECTOR_128 -> vector(128);
            case VECTOR_256 -> vector(256);
            case VECTOR_512 -> vector(512);
        };
    }

    private static Kernels automatic() {
        Backend resolved = AUTO.resolved();
        if (resolved != AUTO) {
            return resolved.kernels();
        }
        @Nullable String reason = VectorAvailability.unwise();
        if (reason == null) {
            return VECTOR.kernels();
        }
        VectorAvailability.warnOnce(reason);
        return SCALAR.kernels();
    }

    /**
     * What {@link #AUTO} comes down to, as far as that can be said without the Vector API, whose classes take some time to
     * load.
     *
     * @return another backend, or AUTO where scalar code comes first and vector code later
     */
    Backend resolved() {
        if (this != AUTO) {
            return this;
        }
        @Nullable String wanted = System.getProperty(PROPERTY);
        if (wanted != null && parsed(wanted) != AUTO) {
            return parsed(wanted);
        }
        @Nullable String reason = VectorAvailability.impossible();
        if (reason == null) {
            reason = VectorAvailability.withoutCompiler();
        }
        if (reason == null) {
            return AUTO;
        }
        VectorAvailability.warnOnce(reason);
        return SCALAR;
    }

    private static Backend parsed(String wanted) {
        try {
            return parse(wanted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("system property " + PROPERTY + ": " + e.getMessage(), e);
        }
    }

    private Kernels vector(int bits) {
        @Nullable String reason = VectorAvailability.impossible();
        if (reason != null) {
            throw new IllegalStateException("backend " + this + ": " + reason);
        }
        try {
            return VectorWidths.kernels(bits == 0 ? VectorWidths.preferredBits() : bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("backend " + this + ": " + e.getMessage(), e);
        }
    }
}
