package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two callers who want the same team. The results are how often each has had it, and a plain counter that both have counted
 * up while they had it.
 */
@JCStressTest
@Outcome(
        id = {"1, 0, 1", "0, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "One has had it, and the other was told so.")
@Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "They have had it one after the other.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Both have had it at once, or nobody has.")
@State
public class TeamTaking {
    private final WorkerTeam team = new WorkerTeam(2);
    private int counter;

    private int take() {
        if (!team.tryTake()) {
            return 0;
        }
        counter++;
        team.release();
        return 1;
    }

    @Actor
    public void one(III_Result r) {
        r.r1 = take();
    }

    @Actor
    public void other(III_Result r) {
        r.r2 = take();
    }

    @Arbiter
    public void after(III_Result r) {
        r.r3 = counter;
        team.close();
    }
}
