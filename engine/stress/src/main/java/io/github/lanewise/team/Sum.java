package io.github.lanewise.team;

/**
 * A job of which it shows who did what. Its parameter is the run's number, twice. A piece that the caller has computed adds that
 * number to its result, a piece that was taken from the worker ten more. So a run in which every piece is computed once has
 * {@code n} or {@code n + 10} everywhere.
 *
 * <p>For a board with one worker.
 */
final class Sum implements Job {
    static final int PIECES = 2;

    /** The difference that a worker makes. */
    static final int BY_WORKER = 10;

    private static final int TORN = -1000;

    private final long slowness;
    private final boolean isLong;
    private final int[] results = new int[PIECES];

    private int first;
    private int second;

    private int loadedFirst;
    private int loadedSecond;
    private final int[] workersFirst = new int[PIECES];
    private final int[] workersSecond = new int[PIECES];

    /** Slowness is how many nanoseconds a worker's piece takes at most, and a quarter of it at least; the caller's takes an eighth. */
    Sum(long slowness, boolean isLong) {
        this.slowness = slowness;
        this.isLong = isLong;
    }

    static Sum quick() {
        return new Sum(0, false);
    }

    /** The caller's, before a run. */
    void begin(int number) {
        first = number;
        second = number;
        for (int piece = 0; piece < PIECES; piece++) {
            results[piece] = 0;
        }
    }

    int result(int piece) {
        return results[piece];
    }

    @Override
    public boolean isLong() {
        return isLong;
    }

    @Override
    public void load(int worker) {
        loadedFirst = first;
        loadedSecond = second;
    }

    @Override
    public void compute(int piece, int worker) {
        if (worker == 0) {
            dawdle(slowness / 8);
            results[piece] += whole(first, second);
            return;
        }
        workersFirst[piece] = loadedFirst;
        dawdle(slowness / 4 * (1 + (System.nanoTime() >>> 4 & 3)));
        workersSecond[piece] = loadedSecond;
    }

    @Override
    public void take(int piece, int worker) {
        results[piece] += whole(workersFirst[piece], workersSecond[piece]) + BY_WORKER;
    }

    private static int whole(int first, int second) {
        return first == second ? first : TORN;
    }

    private static void dawdle(long nanos) {
        if (nanos > 0) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < nanos) {
                Thread.onSpinWait();
            }
        }
    }
}
