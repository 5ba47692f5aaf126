package io.github.lanewise.serving;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A worker that is told to hand back what waits, behind two rows of a stream. The results are the histories of the two outputs, -1
 * for a row that was cancelled, and how many rows were handed back.
 */
@JCStressTest
@Outcome(id = "1, 11, 0", expect = Expect.ACCEPTABLE, desc = "Both rows were stepped.")
@Outcome(id = "1, -1, 1", expect = Expect.ACCEPTABLE, desc = "The first row was stepped, the second handed back.")
@Outcome(id = "-1, -1, 2", expect = Expect.ACCEPTABLE, desc = "Both rows were handed back.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A row is both or neither, or has a wrong answer.")
@State
public class WorkerHandingBack {
    private final OneWorker worker = new OneWorker();
    private @Nullable RowSubmission<String> first;
    private @Nullable RowSubmission<String> second;

    @Actor
    public void caller() {
        worker.awaitRun();
        first = worker.submit();
        second = worker.submit();
        OneWorker.pause();
        worker.handBack();
    }

    @Actor
    public void worker() {
        worker.run();
    }

    @Arbiter
    public void after(III_Result r) {
        r.r1 = OneWorker.outcome(first);
        r.r2 = OneWorker.outcome(second);
        r.r3 = worker.handedBack();
    }
}
