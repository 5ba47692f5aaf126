package io.github.lanewise.serving;

import io.github.lanewise.SwapMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A model that is swapped in between two rows of a stream. The results are the histories of the two outputs, each of which ends with
 * the model that its result names, and whether the swap is over once the worker has ended. The second row may still be stepped by
 * the first model: a worker that looked for another one just before has the row in its next batch.
 */
public class WorkerSwap {
    private WorkerSwap() {}

    /** Streams go on. */
    @JCStressTest
    @Outcome(id = "1, 11, 1", expect = Expect.ACCEPTABLE, desc = "The first model took both steps.")
    @Outcome(id = "1, 12, 1", expect = Expect.ACCEPTABLE, desc = "Each model took a step.")
    @Outcome(id = "2, 22, 1", expect = Expect.ACCEPTABLE, desc = "The second model took both steps.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A result names a model that it is not of, or a step is lost.")
    @State
    public static class CarryOver {
        private final SwapBetweenRows rows = new SwapBetweenRows(SwapMode.CARRY_OVER);

        @Actor
        public void caller() {
            rows.caller();
        }

        @Actor
        public void worker() {
            rows.worker();
        }

        @Arbiter
        public void after(III_Result r) {
            rows.results(r);
        }
    }

    /** Streams begin anew. */
    @JCStressTest
    @Outcome(id = "1, 11, 1", expect = Expect.ACCEPTABLE, desc = "The first model took both steps.")
    @Outcome(id = "1, 2, 1", expect = Expect.ACCEPTABLE, desc = "Each model took a step.")
    @Outcome(id = "2, 22, 1", expect = Expect.ACCEPTABLE, desc = "The second model took both steps.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A result names a model that it is not of, or a step is lost.")
    @State
    public static class Restart {
        private final SwapBetweenRows rows = new SwapBetweenRows(SwapMode.RESTART);

        @Actor
        public void caller() {
            rows.caller();
        }

        @Actor
        public void worker() {
            rows.worker();
        }

        @Arbiter
        public void after(III_Result r) {
            rows.results(r);
        }
    }
}
