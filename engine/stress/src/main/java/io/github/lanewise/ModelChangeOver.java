package io.github.lanewise;

import io.github.lanewise.kernel.VectorWidths;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A model that changes over to vector code while another thread steps or closes it. */
public class ModelChangeOver {
    private ModelChangeOver() {}

    /** Steps have the same bits before and after. The result is how many of four steps had the right answer. */
    @JCStressTest
    @Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "All steps had the right answer.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A step had a wrong answer, or was refused.")
    @org.openjdk.jcstress.annotations.State
    public static class WhileStepping {
        private final Model model = Model.paused(SmallLstm.SPEC, 1);

        @Actor
        public void stepper(I_Result r) {
            r.r1 = SmallLstm.steps(model);
        }

        @Actor
        public void warmer() {
            model.changeOver(VectorWidths.preferredBits());
        }

        @Arbiter
        public void after() {
            model.close();
        }
    }

    /**
     * A model that is closed stays closed. The results are whether the change was refused, and how many of four steps had an answer
     * afterwards, ten more if one was refused.
     */
    @JCStressTest
    @Outcome(
            id = "0, 10",
            expect = Expect.ACCEPTABLE,
            desc = "The model changed over and was closed, or the other way round.")
    @Outcome(id = "1, 10", expect = Expect.ACCEPTABLE, desc = "The model was closed before it had new weights.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The model steps although it was closed.")
    @org.openjdk.jcstress.annotations.State
    public static class WhileClosing {
        private final Model model = Model.paused(SmallLstm.SPEC, 1);

        @Actor
        public void warmer(II_Result r) {
            try {
                model.changeOver(VectorWidths.preferredBits());
            } catch (IllegalStateException _) {
                r.r1 = 1;
            }
        }

        @Actor
        public void closer() {
            model.close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = SmallLstm.steps(model);
        }
    }
}
