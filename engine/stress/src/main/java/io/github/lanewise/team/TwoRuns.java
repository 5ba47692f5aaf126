package io.github.lanewise.team;

import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two runs of a job of two pieces, one after the other, and a worker that helps. */
final class TwoRuns {
    private final PieceBoard board = new PieceBoard(2);
    private final Sum sum;

    TwoRuns(Sum sum) {
        this.sum = sum;
    }

    /** The results are those of the two pieces, of the first run and then of the second. */
    void caller(IIII_Result r) {
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

    void worker() {
        board.work(1);
    }
}
