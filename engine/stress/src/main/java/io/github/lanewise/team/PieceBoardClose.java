package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A board that is closed in the middle of a run, by whoever computes its first piece. The run is finished all the same, and the
 * worker ends: if it did not, the test would not end either. The results are those of the two pieces.
 */
@JCStressTest
@Outcome(
        id = "1?1, 1?1",
        expect = Expect.ACCEPTABLE,
        desc = "Every piece has one result, the caller's or the worker's.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A piece was lost, taken twice, or taken when it was not done.")
@State
public class PieceBoardClose {
    private final PieceBoard board = new PieceBoard(2);
    private final Sum sum = Sum.quick();

    private final Job closing = new Job() {
        @Override
        public void load(int worker) {
            sum.load(worker);
        }

        @Override
        public void compute(int piece, int worker) {
            board.close(new Thread[0]);
            sum.compute(piece, worker);
        }

        @Override
        public void take(int piece, int worker) {
            sum.take(piece, worker);
        }
    };

    @Actor
    public void caller(II_Result r) {
        sum.begin(1);
        board.run(closing, Sum.PIECES, new Thread[0]);
        r.r1 = sum.result(0);
        r.r2 = sum.result(1);
    }

    @Actor
    public void worker() {
        board.work(1);
    }
}
