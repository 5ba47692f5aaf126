package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two runs of a job one after the other, each with parameters of its own. A worker that comes late for the first computes nothing
 * of the second with what it has loaded. The results are those of the two pieces, of the first run and then of the second.
 */
@JCStressTest
@Outcome(
        id = "1?1, 1?1, 1?2, 1?2",
        expect = Expect.ACCEPTABLE,
        desc = "Every piece was computed once, by one of the two, with the parameters of its run.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "A piece was lost or taken twice, or has parameters of the other run, or some of each.")
@State
public class PieceBoardRuns {
    private final PieceBoard board = new PieceBoard(2);
    private final Sum sum = Sum.quick();

    @Actor
    public void caller(IIII_Result r) {
        sum.begin(1);
        board.run(sum, Sum.PIECES, new Thread[0]);
        r.r1 = sum.result(0);
        r.r2 = sum.result(1);
        sum.begin(2);
        board.run(sum, Sum.PIECES, new Thread[0]);
        board.close(new Thread[0]);
        r.r3 = sum.result(0);
        r.r4 = sum.result(1);
    }

    @Actor
    public void worker() {
        board.work(1);
    }
}
