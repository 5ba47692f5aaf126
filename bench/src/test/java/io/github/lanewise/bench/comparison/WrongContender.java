package io.github.lanewise.bench.comparison;

/** A contender that a process finds as it finds the other engines; its answers are zeros. */
public class WrongContender implements Contender {
    @Override
    public String name() {
        return "zeros";
    }

    @Override
    public boolean supports(Workload workload) {
        return true;
    }

    @Override
    public Runner prepare(Workload workload) {
        return new Runner() {
            @Override
            public void run(float[] x, float[] y) {
                java.util.Arrays.fill(y, 0);
            }

            @Override
            public void reset() {
                // Nothing is kept.
            }

            @Override
            public void close() {
                // Nothing is kept.
            }
        };
    }

    /** The same, with the engine's name on it. */
    public static final class Ours extends WrongContender {
        @Override
        public String name() {
            return "Lanewise, zeros";
        }

        @Override
        public boolean isEngine() {
            return true;
        }
    }
}
