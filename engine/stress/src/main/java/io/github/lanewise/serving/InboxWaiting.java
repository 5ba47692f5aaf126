package io.github.lanewise.serving;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A thread that waits for room in an inbox with one place, three times. The results are the numbers of the rows that were accepted,
 * and of those that were received.
 */
@JCStressTest
@Outcome(id = "123, 123", expect = Expect.ACCEPTABLE, desc = "All rows have got in, in order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A row is lost, or comes out of turn.")
@State
public class InboxWaiting {
    private final Inbox<String> inbox = new Inbox<>(1);

    @Actor
    public void submitter(II_Result r) {
        r.r1 = Numbers.put(inbox, true, 1, 2, 3);
        inbox.close();
    }

    @Actor
    public void worker(II_Result r) {
        r.r2 = Numbers.receiveAll(inbox);
    }
}
