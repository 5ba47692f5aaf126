package io.github.lanewise.event;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells the Flight Recorder. The module {@code jdk.jfr} need not be there, as in a small image; then nothing
 * is told. Names no class of that module.
 */
public final class Events {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Events() {}

    /**
     * Whether a recording may be running. Callers ask before they describe a model for it.
     *
     * @return false if no event would be recorded
     */
    public static boolean isOn() {
        return PRESENT && Recorder.isOn();
    }

    /** A step that is being timed, because a recording wants to know of slow ones. */
    public interface StepTimer {
        /**
         * The step is over.
         *
         * @param model the model in one line, made only if it was a slow step
         */
        void end(Supplier<String> model);
    }

    /**
     * A step begins.
     *
     * @return null unless a recording wants to know of slow steps
     */
    public static @Nullable StepTimer beginStep() {
        return isOn() && SlowStep.isWanted() ? SlowStep.begun() : null;
    }

    /**
     * A model was compiled.
     *
     * @param model in one line
     * @param backend what computes first
     * @param nanos how long it took
     */
    public static void modelCompiled(String model, String backend, long nanos) {
        if (isOn()) {
            ModelCompiled.tell(model, backend, nanos);
        }
    }

    /**
     * A leaf of the vector code is warm, or has been given up for this time.
     *
     * @param leaf its name
     * @param lanes of the kernels
     * @param tries definitions of the kernels' classes, 1 for the first
     * @param isWarm false if it stayed slow
     * @param nanos from its first call
     * @param vectorNanos time of a call with vectors
     * @param scalarNanos time of the same call without
     */
    public static void leafWarmed(
            String leaf, int lanes, int tries, boolean isWarm, long nanos, long vectorNanos, long scalarNanos) {
        if (isOn()) {
            LeafWarmed.tell(leaf, lanes, tries, isWarm, nanos, vectorNanos, scalarNanos);
        }
    }

    /**
     * A model changed over from scalar to vector code.
     *
     * @param model in one line
     * @param nanos since it was compiled
     */
    public static void changedOver(String model, long nanos) {
        if (isOn()) {
            ChangedOver.tell(model, nanos);
        }
    }
}
