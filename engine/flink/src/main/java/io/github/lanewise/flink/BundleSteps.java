package io.github.lanewise.flink;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Takes the steps of a bundle with one model: the first events of all keys together, then the second ones, and so on. */
final class BundleSteps {
    private final Session session;
    private final int inputSize;
    private final int outputSize;
    private final float[] x;
    private final float[] y;
    private final State[] turn;
    private final List<State> pool = new ArrayList<>();
    private int used;

    BundleSteps(Session session, int bundleSize) {
        this.session = session;
        Model model = session.model();
        inputSize = model.inputSize();
        outputSize = model.outputSize();
        x = new float[Math.multiplyExact(bundleSize, inputSize)];
        y = new float[Math.multiplyExact(bundleSize, outputSize)];
        turn = new State[bundleSize];
        // Never null, so that the session can be given the array while it is being filled.
        Arrays.fill(turn, model.newState());
    }

    /** A state for a key, to be read into; the next bundle uses it again. */
    State borrowState() {
        if (used == pool.size()) {
            pool.add(session.model().newState());
        }
        return pool.get(used++);
    }

    /** The steps of keys whose states have been read. Each event has an output or a refusal then. */
    <IN> void run(List<BundledKey<IN>> keys, long idleMillis) {
        List<BundledKey<IN>> waiting = keys;
        while (!waiting.isEmpty()) {
            step(waiting, idleMillis);
            List<BundledKey<IN>> left = new ArrayList<>();
            for (BundledKey<IN> key : waiting) {
                key.turn = Objects.requireNonNull(key.turn).next;
                if (key.turn != null) {
                    left.add(key);
                }
            }
            waiting = left;
        }
        used = 0;
    }

    private <IN> void step(List<BundledKey<IN>> keys, long idleMillis) {
        int rows = keys.size();
        for (int row = 0; row < rows; row++) {
            BundledKey<IN> key = keys.get(row);
            BundledEvent<IN> event = Objects.requireNonNull(key.turn);
            State state = Objects.requireNonNull(key.state);
            begin(key, event, state, idleMillis);
            turn[row] = state;
            System.arraycopy(event.row, 0, x, row * inputSize, inputSize);
        }
        boolean together = true;
        try {
            session.step(x, 0, turn, 0, rows, y, 0);
        } catch (IllegalArgumentException _) {
            together = false; // one row is to blame, a token that is none, say; no state has changed
        }
        for (int row = 0; row < rows; row++) {
            BundledKey<IN> key = keys.get(row);
            finish(key, Objects.requireNonNull(key.turn), row, together);
        }
    }

    /** A key that was idle begins anew. */
    private static <IN> void begin(BundledKey<IN> key, BundledEvent<IN> event, State state, long idleMillis) {
        key.stateBefore = null;
        key.lastSeenBefore = key.lastSeen;
        if (key.lastSeen == null) {
            key.lastSeen = event.seen;
            return;
        }
        if (event.seen - key.lastSeen >= idleMillis) {
            key.stateBefore = state.copy();
            state.reset();
        }
        key.lastSeen = Math.max(key.lastSeen, event.seen);
    }

    private <IN> void finish(BundledKey<IN> key, BundledEvent<IN> event, int row, boolean together) {
        if (!together) {
            try {
                session.step(x, row * inputSize, turn[row], y, row * outputSize);
            } catch (IllegalArgumentException e) {
                event.refusal = e;
                key.lastSeen = key.lastSeenBefore;
                if (key.stateBefore != null) {
                    key.stateBefore.copyTo(turn[row]);
                }
                return;
            }
        }
        key.advanced = true;
        event.output = Arrays.copyOfRange(y, row * outputSize, (row + 1) * outputSize);
    }
}
