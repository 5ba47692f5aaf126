package io.github.lanewise.flink;

import java.util.Arrays;
import java.util.Objects;

/**
 * What Flink keeps of a key: the saved state of its stream, which model it is of, and when the key was last seen. The operator changes
 * it in place; Flink's backends copy it where a checkpoint still needs the old one.
 */
final class KeyState {
    /** By which clock the key is watched for idleness; there is a timer exactly while it is watched. */
    enum Clock {
        NONE(0),
        EVENT_TIME(1),
        PROCESSING_TIME(2);

        /** In savepoints, so it must not change. */
        final int number;

        Clock(int number) {
            this.number = number;
        }
    }

    private static final byte[] NOTHING = {};

    long modelVersion;
    Clock clock = Clock.NONE;
    long lastSeen;

    /** As {@link io.github.lanewise.State#toBytes()} saves it. */
    byte[] saved = NOTHING;

    KeyState copy() {
        KeyState copy = new KeyState();
        copy.modelVersion = modelVersion;
        copy.clock = clock;
        copy.lastSeen = lastSeen;
        copy.saved = saved.clone();
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyState state
                && modelVersion == state.modelVersion
                && clock == state.clock
                && lastSeen == state.lastSeen
                && Arrays.equals(saved, state.saved);
    }

    @Override
    public int hashCode() {
        return Objects.hash(modelVersion, clock, lastSeen, Arrays.hashCode(saved));
    }

    @Override
    public String toString() {
        return "state of model version %d, %d bytes, last seen at %d (%s)"
                .formatted(modelVersion, saved.length, lastSeen, clock);
    }
}
