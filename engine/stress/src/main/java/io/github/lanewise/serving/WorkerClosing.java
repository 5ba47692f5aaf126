package io.github.lanewise.serving;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A whole worker, which is closed behind two rows of a stream. The results are the histories of the two outputs (see {@link
 * Histories}).
 */
@JCStressTest
@Outcome(id = "1, 11", expect = Expect.ACCEPTABLE, desc = "Both rows were stepped, in order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A row has no answer, or a wrong one.")
@State
public class WorkerClosing {
    private final OneWorker worker = new OneWorker();
    private @Nullable RowSubmission<String> first;
    private @Nullable RowSubmission<String> second;

    @Actor
    public void caller() {
        worker.awaitRun();
        first = worker.submit();
        OneWorker.pause();
        second = worker.submit();
        OneWorker.pause();
        worker.close();
    }

    @Actor
    public void worker() {
        worker.run();
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = OneWorker.outcome(first);
        r.r2 = OneWorker.outcome(second);
    }
}
