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
 * A row that is cancelled while a whole worker may be stepping it, and another row behind it, which tells whether the stream has
 * advanced. The results are whether cancelling says that it was, and the histories of the two outputs, -1 for a row that was
 * cancelled.
 */
@JCStressTest
@Outcome(id = "0, 1, 11", expect = Expect.ACCEPTABLE, desc = "The step was taken.")
@Outcome(id = "1, -1, 1", expect = Expect.ACCEPTABLE, desc = "The row was cancelled, and the stream stayed as it was.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The future says one thing and the stream another.")
@State
public class WorkerCancelling {
    private final OneWorker worker = new OneWorker();
    private @Nullable RowSubmission<String> first;
    private @Nullable RowSubmission<String> second;

    @Actor
    public void caller(III_Result r) {
        worker.awaitRun();
        first = worker.submit();
        OneWorker.pause();
        r.r1 = first.cancel(true) ? 1 : 0;
        second = worker.submit();
        worker.close();
    }

    @Actor
    public void worker() {
        worker.run();
    }

    @Arbiter
    public void after(III_Result r) {
        r.r2 = OneWorker.outcome(first);
        r.r3 = OneWorker.outcome(second);
    }
}
