package io.github.lanewise.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A {@link KeyState} as bytes: the model's version (8 bytes), the clock (1), when the key was last seen (8), the length of the saved
 * state (4) and the saved state, all big-endian but for the saved state, whose bytes stay as they are.
 */
final class KeyStateSerializer extends TypeSerializerSingleton<KeyState> {
    static final KeyStateSerializer INSTANCE = new KeyStateSerializer();

    private static final long serialVersionUID = 1L;
    private static final KeyState.Clock[] CLOCKS = KeyState.Clock.values(); // whose numbers are their indices

    private KeyStateSerializer() {}

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public KeyState createInstance() {
        return new KeyState();
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public KeyState copy(KeyState from) {
        return from.copy();
    }

    @Override
    public KeyState copy(KeyState from, KeyState reuse) {
        return from.copy();
    }

    @Override
    public void serialize(KeyState state, DataOutputView target) throws IOException {
        target.writeLong(state.modelVersion);
        target.writeByte(state.clock.number);
        target.writeLong(state.lastSeen);
        target.writeInt(state.saved.length);
        target.write(state.saved);
    }

    @Override
    public KeyState deserialize(DataInputView source) throws IOException {
        KeyState state = new KeyState();
        state.modelVersion = source.readLong();
        state.clock = clock(source.readByte());
        state.lastSeen = source.readLong();
        state.saved = new byte[source.readInt()];
        source.readFully(state.saved);
        return state;
    }

    private static KeyState.Clock clock(byte number) throws IOException {
        if (number < 0 || number >= CLOCKS.length) {
            throw new IOException(
                    "state of a key: expected a clock from 0 to " + (CLOCKS.length - 1) + ", found " + number);
        }
        return CLOCKS[number];
    }

    @Override
    public KeyState deserialize(KeyState reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<KeyState> snapshotConfiguration() {
        return new KeyStateSerializerSnapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
