package io.github.lanewise.serving;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A row that comes, or a closing, while the worker goes to sleep. The worker sleeps for two seconds at a time, far longer than
 * anything here takes, so one that has slept for so long was not woken.
 */
public class InboxWakeUp {
    private static final long NAP_NANOS = 2_000_000_000;

    private InboxWakeUp() {}

    /** Sleeps once; 1 if for the whole time. */
    private static int nap(Inbox<String> inbox) {
        long begin = System.nanoTime();
        inbox.sleep(NAP_NANOS);
        return System.nanoTime() - begin < NAP_NANOS ? 0 : 1;
    }

    /** A row wakes the worker. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The worker was awake, or was woken.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The worker slept though there was a row.")
    @State
    public static class ByRow {
        private final Inbox<String> inbox = new Inbox<>(1);

        @Actor
        public void submitter() {
            Numbers.put(inbox, false, 1);
        }

        @Actor
        public void worker(I_Result r) {
            int slept = 0;
            while (inbox.poll() == null) {
                slept |= nap(inbox);
            }
            r.r1 = slept;
        }
    }

    /** Closing wakes the worker. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The worker was awake, or was woken.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The worker slept though the inbox was closed.")
    @State
    public static class ByClosing {
        private final Inbox<String> inbox = new Inbox<>(1);

        @Actor
        public void closer() {
            inbox.close();
        }

        @Actor
        public void worker(I_Result r) {
            int slept = 0;
            while (!inbox.isFinished()) {
                slept |= nap(inbox);
            }
            r.r1 = slept;
        }
    }
}
