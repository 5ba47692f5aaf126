package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A run, and a worker that comes before it, in the middle of it or late. The results are those of the two pieces. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The caller has computed both pieces.")
@Outcome(
        id = {"1, 11", "11, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "Each has computed one.")
@Outcome(id = "11, 11", expect = Expect.ACCEPTABLE, desc = "The worker has computed both.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A piece was lost, taken twice, or taken when it was not done.")
@State
public class PieceBoardRun {
    private final PieceBoard board = new PieceBoard(2);
    private final Sum sum = Sum.quick();

    @Actor
    public void caller(II_Result r) {
        sum.begin(1);
        board.run(sum, Sum.PIECES, new Thread[0]);
        board.close(new Thread[0]);
        r.r1 = sum.result(0);
        r.r2 = sum.result(1);
    }

    @Actor
    public void worker() {
        board.work(1);
    }
}
