package io.github.lanewise.bench.comparison;

import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.nio.file.Path;

/** An engine under comparison. Those with third-party code are found through {@link java.util.ServiceLoader}. */
public interface Contender {
    /**
     * For tables.
     *
     * @return name and version
     */
    String name();

    /**
     * Whether this is Lanewise itself. Then a wrong answer is an error, and all variants have to give the same bits.
     *
     * @return false for everybody else
     */
    default boolean isEngine() {
        return false;
    }

    /**
     * What the weight matrices are kept in. Whose is not float32 takes part in workloads about precisions only.
     *
     * @return float32 unless said
     */
    default Precision precision() {
        return Precision.FP32;
    }

    /**
     * Whether the engine can compute a workload.
     *
     * @param workload what is to be computed
     * @return false where it has no such thing
     */
    boolean supports(Workload workload);

    /**
     * Leaves in a file what the engine's users have as a file, so that a process that starts reads it and does not make it.
     *
     * @param workload one that it supports
     * @param directory where the file may be written
     * @return the workload with the file; the same one where the engine reads none
     * @throws IOException if the file could not be written
     */
    default Workload withFile(Workload workload, Path directory) throws IOException {
        return workload;
    }

    /**
     * Sets up for a workload, on one thread unless the name says otherwise. Whatever can be done once is done here.
     *
     * @param workload one that it supports
     * @return ready to run
     * @throws UnavailableException if this machine cannot run the engine
     */
    Runner prepare(Workload workload);

    /**
     * Sets up for a workload as a program does that answers at once: nothing is waited for that works in the background.
     *
     * @param workload one that it supports
     * @return ready to run
     * @throws UnavailableException if this machine cannot run the engine
     */
    default Runner start(Workload workload) {
        return prepare(workload);
    }
}
