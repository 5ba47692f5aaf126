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
 * A place that the worker gives back while a row is on its way. The results are how many rows were accepted and not received, how
 * many the inbox says are waiting, and how many are in it.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "The worker has received all that was accepted.")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "One row waits, for which there is room.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A row is lost, or more of them wait than may.")
@State
public class InboxRoomGivenBack {
    private final Inbox<String> inbox = new Inbox<>(1);
    private int accepted;
    private int received;

    @Actor
    public void submitter() {
        for (int i = 0; i < 3; i++) {
            accepted += Numbers.put(inbox, false, 1);
        }
    }

    @Actor
    public void worker() {
        for (int i = 0; i < 3; i++) {
            received += receiveOne();
        }
    }

    private int receiveOne() {
        @Nullable Submission<String, ?> next = inbox.poll();
        if (next == null) {
            return 0;
        }
        inbox.giveBackRoom();
        return 1;
    }

    @Arbiter
    public void after(III_Result r) {
        r.r1 = accepted - received;
        r.r2 = inbox.waiting();
        r.r3 = receiveOne() + receiveOne();
    }
}
