package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * A worker that takes about as long for a piece as the caller's patience lasts, so that it is often done at the moment at which
 * the caller revokes the piece. What a worker has not published in time is never taken, in this run or the next. The results are
 * those of the two pieces, of the first run and then of the second.
 */
@JCStressTest
@Outcome(
        id = "1?1, 1?1, 1?2, 1?2",
        expect = Expect.ACCEPTABLE,
        desc = "Every piece has one result, the caller's or the worker's, with the parameters of its run.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "A piece was lost or taken twice, or taken half written, or has parameters of the other run.")
@State
public class PieceBoardPatience {
    private final PieceBoard board = new PieceBoard(2);
    private final Sum sum = new Sum(6_000, false);

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
