package io.github.lanewise.bench.streams;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.ModelSpec;
import java.util.SplittableRandom;

/**
 * Very many streams of one model, which take their steps in micro-batches, in random order: each stream once, then each once more in
 * another order.
 */
final class ManyStates {
    /** Streams of a call. */
    static final int TOGETHER = 128;

    /** Orders, which are taken in turns. */
    private static final int ORDERS = 4;

    /** Rows begin at another place in each call. */
    private static final int SHIFTS = 8;

    private final Session session;
    private final int[][] orders = new int[ORDERS][];
    private final State[][] ordered = new State[ORDERS][];
    private final float[] rows;
    private final float[] outputs;
    private final int inputSize;
    private final int outputSize;
    private final int calls;
    private long next;

    ManyStates(Model model, int count) {
        session = model.newSession();
        ModelSpec spec = model.spec();
        inputSize = spec.inputSize();
        outputSize = spec.outputSize();
        calls = Math.ceilDiv(count, TOGETHER);
        SplittableRandom random = new SplittableRandom(count);
        State[] states = model.newStates(count).toArray(new State[0]);
        for (int order = 0; order < ORDERS; order++) {
            orders[order] = shuffled(count, random);
            ordered[order] = new State[count];
            for (int place = 0; place < count; place++) {
                ordered[order][place] = states[orders[order][place]];
            }
        }
        rows = new float[(TOGETHER + SHIFTS) * inputSize];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextDouble(-1, 1);
        }
        outputs = new float[TOGETHER * outputSize];
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** One call. Returns how many streams took a step. */
    int step() {
        State[] states = ordered[(int) (round() % ORDERS)];
        int from = call() * TOGETHER;
        int count = Math.min(TOGETHER, states.length - from);
        session.step(rows, (int) (next % SHIFTS) * inputSize, states, from, count, outputs, 0);
        next++;
        return count;
    }

    /** How often each stream has taken a step, without the round in progress. */
    long round() {
        return next / calls;
    }

    /** The next call of the round, from 0. */
    private int call() {
        return (int) (next % calls);
    }

    /** Ends the round in progress. */
    void finishRound() {
        while (call() != 0) {
            step();
        }
    }

    /** A whole round. Returns what came out for some of the streams. */
    float[][] round(int... streams) {
        float[][] found = new float[streams.length][outputSize];
        long round = round();
        int[] places = new int[streams.length];
        for (int i = 0; i < streams.length; i++) {
            places[i] = place(round, streams[i]);
        }
        for (int call = 0; call < calls; call++) {
            step();
            for (int i = 0; i < streams.length; i++) {
                if (places[i] / TOGETHER == call) {
                    System.arraycopy(outputs, places[i] % TOGETHER * outputSize, found[i], 0, outputSize);
                }
            }
        }
        return found;
    }

    /** Where a stream stands in a round. */
    private int place(long round, int stream) {
        int[] order = orders[(int) (round % ORDERS)];
        int place = 0;
        while (order[place] != stream) {
            place++;
        }
        return place;
    }

    /** The same stream alone, up to now. Returns the output of its last step. */
    float[] alone(int stream, State fresh) {
        float[] output = new float[outputSize];
        int[] places = new int[ORDERS];
        for (int order = 0; order < ORDERS; order++) {
            places[order] = place(order, stream);
        }
        for (long round = 0; round < round(); round++) {
            int place = places[(int) (round % ORDERS)];
            long call = round * calls + place / TOGETHER;
            int row = place % TOGETHER + (int) (call % SHIFTS);
            session.step(rows, row * inputSize, fresh, output, 0);
        }
        return output;
    }
}
