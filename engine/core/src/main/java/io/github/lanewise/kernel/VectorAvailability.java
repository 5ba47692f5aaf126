package io.github.lanewise.kernel;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Whether this JVM can run the vector twins of {@link Kernels}, and whether it would be wise. Names no class of the Vector API. */
public final class VectorAvailability {
    private static final String MODULE = "jdk.incubator.vector";
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private VectorAvailability() {}

    /**
     * Why vector code cannot run at all.
     *
     * @return one sentence with the remedy, or null if it can
     */
    public static @Nullable String impossible() {
        // Where the engine is in a layer of its own, that layer and those above it; null on the class path.
        ModuleLayer own = VectorAvailability.class.getModule().getLayer();
        return (own == null ? ModuleLayer.boot() : own).findModule(MODULE).isPresent()
                ? null
                : "the module " + MODULE + " is not loaded; start java with --add-modules " + MODULE;
    }

    /**
     * Why vector code would run, but slower than scalar code: without C2's intrinsics, or without fused multiply-add,
     * each vector operation allocates.
     *
     * @return one sentence with the remedy, or null if vector code is worth while
     */
    public static @Nullable String unwise() {
        @Nullable String reason = withoutCompiler();
        if (reason == null) {
            reason = withoutVectors();
        }
        return reason == null ? withoutFma() : reason;
    }

    /**
     * Why vector code would never be compiled, as far as can be said without the Vector API's classes.
     *
     * @return one sentence with the remedy, or null
     */
    public static @Nullable String withoutCompiler() {
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted mode") || mode.contains("emulated-client")) {
            return "this JVM runs without the C2 compiler (" + mode + "); start java without -Xint and"
                    + " -XX:TieredStopAtLevel";
        }
        return null;
    }

    private static @Nullable String withoutVectors() {
        return VectorWidths.widths().isEmpty()
                ? "this CPU, or the flag -XX:MaxVectorSize, offers no vectors of 128 bits"
                : null;
    }

    private static @Nullable String withoutFma() {
        if (isX86() && VectorWidths.preferredBits() < 256) {
            return "this CPU, or the flag -XX:UseAVX, offers no AVX2 and so no fused multiply-add of vectors";
        }
        return null;
    }

    /**
     * Whether this is an x86 processor of 64 bits.
     *
     * @return what the JVM says
     */
    static boolean isX86() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return arch.equals("amd64") || arch.equals("x86_64");
    }

    /**
     * Logs why scalar code computes, once in a process.
     *
     * @param reason one sentence with the remedy
     */
    public static void warnOnce(String reason) {
        if (WARNED.compareAndSet(false, true)) {
            System.getLogger("io.github.lanewise")
                    .log(System.Logger.Level.WARNING, "Lanewise computes with scalar code: " + reason);
        }
    }
}
