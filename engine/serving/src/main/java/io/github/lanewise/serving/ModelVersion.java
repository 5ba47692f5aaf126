package io.github.lanewise.serving;

import io.github.lanewise.Model;
import io.github.lanewise.State;
import io.github.lanewise.SwapMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A model with its number, and what it knows of the models before it: enough to tell their states, and none of their weights.
 * Immutable but for the count of workers that have changed to it.
 */
final class ModelVersion {
    private final Model model;
    private final long number;

    /** A state of each model before whose streams go on, and of each one whose streams begin anew. */
    private final List<State> carried;

    private final List<State> restarted;

    /** Streams of older versions begin anew. */
    private final long oldestCarried;

    /** The one before, until every worker has left it. */
    private volatile @Nullable ModelVersion previous;

    private final CompletableFuture<Long> adopted = new CompletableFuture<>();
    private final AtomicInteger workersLeft;

    private ModelVersion(
            Model model, long number, List<State> carried, List<State> restarted, long oldestCarried, int workers) {
        this.model = model;
        this.number = number;
        this.carried = List.copyOf(carried);
        this.restarted = List.copyOf(restarted);
        this.oldestCarried = oldestCarried;
        workersLeft = new AtomicInteger(workers);
    }

    /** The first version, which goes on with what earlier models have saved. */
    static ModelVersion first(Model model, List<State> earlier, int workers) {
        return new ModelVersion(model, 1, earlier, List.of(), 1, workers);
    }

    /** The version after this one. */
    ModelVersion next(Model nextModel, SwapMode mode, int workers) {
        State mine = model.newState();
        List<State> going = new ArrayList<>();
        List<State> ending = new ArrayList<>(restarted);
        if (mode == SwapMode.CARRY_OVER) {
            nextModel.carryOver(mine); // refuses other layers
            going.add(mine);
            going.addAll(carried);
        } else {
            ending.add(mine);
            ending.addAll(carried);
        }
        long oldest = mode == SwapMode.CARRY_OVER ? oldestCarried : number + 1;
        ModelVersion after = new ModelVersion(nextModel, number + 1, going, ending, oldest, workers);
        after.previous = this;
        return after;
    }

    Model model() {
        return model;
    }

    long number() {
        return number;
    }

    /** Completed once every worker steps with this version or a later one. */
    CompletableFuture<Long> adopted() {
        return adopted;
    }

    @Nullable
    ModelVersion previous() {
        return previous;
    }

    void adoptedByOneMore() {
        if (workersLeft.decrementAndGet() == 0) {
            previous = null; // whose weights may be freed
            adopted.complete(number);
        }
    }

    /** The state of a stream that was stepped by an earlier version. */
    State takeOver(State state, long version) {
        return version < oldestCarried ? model.newState() : model.carryOver(state);
    }

    /** The state of a stream whose bytes an earlier version or this one has saved; of a new one where there are none. */
    State restore(byte @Nullable [] saved) {
        if (saved == null) {
            return model.newState();
        }
        State own = model.newState();
        if (restores(own, saved)) {
            return own;
        }
        for (State each : carried) {
            State copy = each.copy();
            if (restores(copy, saved)) {
                return model.carryOver(copy);
            }
        }
        for (State each : restarted) {
            if (restores(each.copy(), saved)) {
                return own;
            }
        }
        return model.restoreState(saved); // says what is wrong
    }

    private static boolean restores(State state, byte[] saved) {
        ByteBuffer bytes = ByteBuffer.wrap(saved);
        try {
            state.restore(bytes);
        } catch (IllegalArgumentException _) {
            return false;
        }
        return !bytes.hasRemaining();
    }
}
