package io.github.lanewise;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A model that is closed while another thread steps it four times. The results are how many steps had the right answer, ten more if
 * one was refused; and the same for a thread that comes afterwards.
 */
public class ModelClosing {
    private ModelClosing() {}

    /** A model of scalar code, whose weights lie in arrays. */
    @JCStressTest
    @Outcome(id = "4, 10", expect = Expect.ACCEPTABLE, desc = "All steps were answered.")
    @Outcome(id = "1[0-3], 10", expect = Expect.ACCEPTABLE, desc = "Steps were answered until the model was closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A step had a wrong answer, or was taken after the model was closed.")
    @org.openjdk.jcstress.annotations.State
    public static class OfScalarCode {
        private final Model model = Model.of(SmallLstm.SPEC, Backend.SCALAR);

        @Actor
        public void stepper(II_Result r) {
            r.r1 = SmallLstm.steps(model);
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

    /** A model of vector code, whose weights lie in memory that is freed. */
    @JCStressTest
    @Outcome(id = "4, 10", expect = Expect.ACCEPTABLE, desc = "All steps were answered.")
    @Outcome(id = "1[0-3], 10", expect = Expect.ACCEPTABLE, desc = "Steps were answered until the model was closed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A step had a wrong answer, or was taken after the model was closed.")
    @org.openjdk.jcstress.annotations.State
    public static class OfVectorCode {
        private final Model model = Model.of(SmallLstm.SPEC, Backend.VECTOR);

        @Actor
        public void stepper(II_Result r) {
            r.r1 = SmallLstm.steps(model);
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
