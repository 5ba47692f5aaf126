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
 * Two workers that end just after two models were swapped in. Each counts itself off all of them, also the one that it never computed
 * with. The results are whether each model is that of all workers in the end, and has let the one before go.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "All models were taken over by both workers.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A worker was not counted: the swap never ends.")
@State
public class SwapOfTwoWorkers {
    private final OneWorker.Models models = new OneWorker.Models(2);
    private final OneWorker one = new OneWorker(models);
    private final OneWorker other = new OneWorker(models);
    private final ModelVersion first = models.current();
    private final ModelVersion second = models.swap(SwapMode.CARRY_OVER);
    private final ModelVersion third = models.swap(SwapMode.CARRY_OVER);

    @Actor
    public void one() {
        one.close();
        one.run();
    }

    @Actor
    public void other() {
        other.close();
        other.run();
    }

    @Arbiter
    public void after(III_Result r) {
        r.r1 = OneWorker.isOver(first);
        r.r2 = OneWorker.isOver(second);
        r.r3 = OneWorker.isOver(third);
    }
}
