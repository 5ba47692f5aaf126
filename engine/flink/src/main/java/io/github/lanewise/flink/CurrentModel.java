package io.github.lanewise.flink;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.SwapMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The model of a task. Flink's broadcast state has its bytes, and from which version on keys have begun anew, so a restart goes on with the
 * same model.
 */
final class CurrentModel implements AutoCloseable {
    private static final String CURRENT = "current";

    private final BroadcastState<String, ModelUpdate> kept;
    private final BroadcastState<String, Long> keptOldest;
    private ModelUpdate update;
    private SharedModels.Lease lease;
    private Session session;

    /** Keys whose states are of older versions begin anew. */
    private long oldestCarried;

    /**
     * The model that the checkpoint has, or else the configured one.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if the configured one contradicts the checkpoint's, or cannot step
     */
    CurrentModel(OperatorStateStore store, ModelUpdate configured) throws Exception {
        kept = store.getBroadcastState(
                new MapStateDescriptor<>("lanewise-model", Types.STRING, TypeInformation.of(ModelUpdate.class)));
        keptOldest =
                store.getBroadcastState(new MapStateDescriptor<>("lanewise-oldest-carried", Types.STRING, Types.LONG));
        ModelUpdate restored = kept.get(CURRENT);
        Long oldest = keptOldest.get(CURRENT);
        update = restored == null ? configured : restored;
        oldestCarried = oldest == null ? update.version() : oldest;
        lease = SharedModels.acquire(update);
        try {
            session = session(lease.model());
            if (restored == null) {
                keep();
            } else if (configured.version() >= restored.version()) {
                change(configured);
            }
        } catch (Exception | Error e) {
            lease.close();
            throw e;
        }
    }

    private static Session session(Model model) {
        model.newState(); // refuses a model that cannot step
        return model.newSession();
    }

    private void keep() throws Exception {
        kept.put(CURRENT, update);
        keptOldest.put(CURRENT, oldestCarried);
    }

    /**
     * Goes on with another model; the current one stays if that cannot be used.
     *
     * @return false if it is the current one once more
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is older, or does not fit
     */
    boolean change(ModelUpdate next) throws Exception {
        if (next.version() == update.version() && next.sameModel(update)) {
            return false;
        }
        if (next.version() <= update.version()) {
            throw new IllegalArgumentException(next + ": expected a version above " + update.version()
                    + ", that of the model in use (" + update + "); give the model a larger version");
        }
        SharedModels.Lease nextLease = SharedModels.acquire(next);
        Session nextSession;
        try {
            nextSession = session(nextLease.model());
            requireFits(next, nextLease.model());
        } catch (RuntimeException | Error e) {
            nextLease.close();
            throw e;
        }
        lease.close();
        lease = nextLease;
        session = nextSession;
        update = next;
        if (next.mode() == SwapMode.RESTART) {
            oldestCarried = next.version();
        }
        keep();
        return true;
    }

    private void requireFits(ModelUpdate next, Model nextModel) {
        Model model = model();
        if (nextModel.inputSize() != model.inputSize() || nextModel.outputSize() != model.outputSize()) {
            throw new IllegalArgumentException(next + ": expected a model that reads " + model.inputSize()
                    + " features and writes " + model.outputSize() + ", as the one in use, found "
                    + nextModel.inputSize() + " and " + nextModel.outputSize());
        }
        if (next.mode() == SwapMode.CARRY_OVER) {
            try {
                nextModel.carryOver(model.newState().toBytes());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        next + ": the keys' states cannot be carried over from " + update + " to other layers ("
                                + e.getMessage() + "); send it with RESTART",
                        e);
            }
        }
    }

    Model model() {
        return lease.model();
    }

    Session session() {
        return session;
    }

    long version() {
        return update.version();
    }

    /**
     * Reads what Flink has kept of a key, and carries it over where it is an earlier model's.
     *
     * @param stored null for a new key
     * @param into a state of the current model, written
     * @throws IllegalArgumentException if it is of a model that this job does not know
     */
    void load(@Nullable KeyState stored, State into) {
        if (stored == null || stored.modelVersion < oldestCarried) {
            into.reset();
        } else if (stored.modelVersion > version()) {
            throw new IllegalArgumentException("state of a key: expected one of a model version up to " + version()
                    + ", found version " + stored.modelVersion + ", which this job does not know");
        } else if (stored.modelVersion == version()) {
            into.restore(ByteBuffer.wrap(stored.saved));
        } else {
            model().carryOver(stored.saved).copyTo(into);
        }
    }

    /** Writes what Flink is to keep of a key. */
    void save(State state, KeyState into) {
        if (into.saved.length != state.savedBytes()) {
            into.saved = new byte[state.savedBytes()];
        }
        state.toBytes(ByteBuffer.wrap(into.saved));
        into.modelVersion = version();
    }

    @Override
    public void close() {
        lease.close();
    }
}
