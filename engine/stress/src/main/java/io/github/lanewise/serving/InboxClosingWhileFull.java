package io.github.lanewise.serving;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A worker that closes its inbox while a thread may be waiting for room in it. The thread gets its row in, or is told that the inbox
 * is closed. The results are the numbers of the rows that were accepted, and of those that were received.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Both rows came too late.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The first row was accepted.")
@Outcome(id = "12, 12", expect = Expect.ACCEPTABLE, desc = "Both rows were accepted.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A row that was accepted is lost, or one that was refused is there.")
@State
public class InboxClosingWhileFull {
    private final Inbox<String> inbox = new Inbox<>(1);

    @Actor
    public void submitter(II_Result r) {
        r.r1 = Numbers.put(inbox, true, 1, 2);
    }

    @Actor
    public void worker(II_Result r) {
        inbox.close();
        r.r2 = Numbers.receiveAll(inbox);
    }
}
