package io.github.lanewise.flink;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The keys' serializer for {@link KeyStateUpgradeTest}, whose inner classes Flink moves to where nothing but public names is seen. */
public final class KeyStateFixture {
    private KeyStateFixture() {}

    /**
     * The serializer under test.
     *
     * @return of states of keys
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // of a class that is not public
    public static TypeSerializer<Object> serializer() {
        return (TypeSerializer) KeyStateSerializer.INSTANCE;
    }

    /**
     * What it writes.
     *
     * @return always the same state
     */
    public static Object state() {
        KeyState state = new KeyState();
        state.modelVersion = 7;
        state.clock = KeyState.Clock.EVENT_TIME;
        state.lastSeen = 1_700_000_000_000L;
        state.saved = new byte[] {1, 2, 3};
        return state;
    }
}
