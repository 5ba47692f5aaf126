package io.github.lanewise.bench.demo;

import static io.github.lanewise.bench.demo.Digits.CLASSES;

import com.sun.management.ThreadMXBean;
import io.github.lanewise.bench.Stepper;
import java.lang.management.ManagementFactory;

/** Counts the bytes that steps allocate on the heap. */
final class StepAllocation {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private StepAllocation() {}

    /** Bytes a step, over all rows of all images. */
    static double perStep(Stepper stepper, Digits digits) {
        float[] x = new float[digits.columns()];
        float[] y = new float[CLASSES];
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int image = 0; image < digits.count(); image++) {
            for (int row = 0; row < digits.rows(); row++) {
                digits.copyRow(image, row, x);
                stepper.step(x, y);
            }
        }
        long after = THREADS.getCurrentThreadAllocatedBytes();
        return (double) (after - before) / (digits.count() * digits.rows());
    }
}
