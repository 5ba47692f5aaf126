package io.github.lanewise.serving;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two threads that submit two rows each to an inbox with room for three. The results are how many rows were accepted, how many the
 * inbox says are waiting, and what is received of them.
 */
@JCStressTest
@Outcome(
        id = "3, 3, (123|132|312|134|314|341)",
        expect = Expect.ACCEPTABLE,
        desc = "Three were accepted and are there, those of each thread in their order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Too many or too few were accepted, or one is lost, or comes out of turn.")
@State
public class InboxRoom {
    private final Inbox<String> inbox = new Inbox<>(3);
    private int ofOne;
    private int ofOther;

    @Actor
    public void one() {
        ofOne = Numbers.put(inbox, false, 1, 2);
    }

    @Actor
    public void other() {
        ofOther = Numbers.put(inbox, false, 3, 4);
    }

    private static int digits(int number) {
        return number == 0 ? 0 : number < 10 ? 1 : 2;
    }

    @Arbiter
    public void after(III_Result r) {
        r.r1 = digits(ofOne) + digits(ofOther);
        r.r2 = inbox.waiting();
        r.r3 = Numbers.receive(inbox, 0);
    }
}
