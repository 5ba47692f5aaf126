package io.github.lanewise.flink;

import io.github.lanewise.State;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;

/** The keys' states as Flink has them, and the timers that watch for idle keys. */
final class KeyStates {
    private final KeyContext context;
    private final ValueState<KeyState> states;
    private final InternalTimerService<VoidNamespace> timers;
    private final KeyState.Clock clock;
    private final long idleMillis;

    KeyStates(
            KeyContext context,
            ValueState<KeyState> states,
            InternalTimerService<VoidNamespace> timers,
            ScoringSettings<?, ?> settings) {
        this.context = context;
        this.states = states;
        this.timers = timers;
        clock = settings.clock();
        idleMillis =
                clock == KeyState.Clock.NONE ? Long.MAX_VALUE : settings.idle().toMillis();
    }

    /** After how long a key begins anew. */
    long idleMillis() {
        return idleMillis;
    }

    /**
     * Reads a key's state.
     *
     * @return false if it cannot be used; the key's events say why
     */
    <IN> boolean load(BundledKey<IN> key, CurrentModel model, State into) throws Exception {
        context.setCurrentKey(key.value);
        KeyState stored = states.value();
        key.stored = stored;
        key.state = into;
        try {
            model.load(stored, into);
        } catch (IllegalArgumentException e) {
            for (BundledEvent<IN> event = key.first; event != null; event = event.next) {
                event.refusal = e;
            }
            return false;
        }
        if (stored != null && stored.clock == clock && clock != KeyState.Clock.NONE) {
            key.lastSeen = stored.lastSeen;
        }
        return true;
    }

    /** Writes a key's state, and watches for idleness if nobody does yet. */
    void store(BundledKey<?> key, CurrentModel model) throws Exception {
        context.setCurrentKey(key.value);
        KeyState stored = key.stored == null ? new KeyState() : key.stored;
        model.save(Objects.requireNonNull(key.state), stored);
        if (clock != KeyState.Clock.NONE) {
            stored.lastSeen = Objects.requireNonNull(key.lastSeen);
            if (stored.clock != clock) {
                watch(stored.lastSeen);
            }
        }
        stored.clock = clock;
        states.update(stored);
    }

    /**
     * Frees the state of a timer's key if it is idle, and else watches on.
     *
     * @return whether it was idle
     */
    boolean due(InternalTimer<Object, VoidNamespace> timer, KeyState.Clock by) throws Exception {
        context.setCurrentKey(timer.getKey());
        KeyState stored = states.value();
        if (stored == null || stored.clock != by) {
            return false; // a timer of other settings, before a savepoint
        }
        if (by != clock) {
            stored.clock = KeyState.Clock.NONE; // that was its timer
            states.update(stored);
            return false;
        }
        if (idleAt(stored.lastSeen) <= timer.getTimestamp()) {
            states.clear();
            return true;
        }
        watch(stored.lastSeen);
        return false;
    }

    /** Sets the timer of the current key. */
    private void watch(long lastSeen) {
        long time = idleAt(lastSeen);
        if (clock == KeyState.Clock.EVENT_TIME) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
        } else {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, time);
        }
    }

    /** When a key is idle that was last seen then. */
    private long idleAt(long lastSeen) {
        long time = lastSeen + idleMillis;
        return time < lastSeen ? Long.MAX_VALUE : time;
    }
}
