package io.github.lanewise.flink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Flink's own tests of a serializer, and the bytes that savepoints rely on. */
class KeyStateSerializerTest extends SerializerTestBase<KeyState> {
    private static final String GOLDEN = "0000000000000007" + "02" + "00000000000003e8" + "00000003" + "0a0bff";

    private static KeyState state(long version, KeyState.Clock clock, long lastSeen, byte... saved) {
        KeyState state = new KeyState();
        state.modelVersion = version;
        state.clock = clock;
        state.lastSeen = lastSeen;
        state.saved = saved;
        return state;
    }

    private static KeyState golden() {
        return state(7, KeyState.Clock.PROCESSING_TIME, 1000, (byte) 10, (byte) 11, (byte) 255);
    }

    @Override
    protected TypeSerializer<KeyState> createSerializer() {
        return KeyStateSerializer.INSTANCE;
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<KeyState> getTypeClass() {
        return KeyState.class;
    }

    @Override
    protected KeyState[] getTestData() {
        return new KeyState[] {
            new KeyState(),
            state(1, KeyState.Clock.NONE, 0, (byte) 1),
            state(Long.MAX_VALUE, KeyState.Clock.EVENT_TIME, Long.MIN_VALUE, new byte[5000]),
            golden()
        };
    }

    @Test
    void theBytesStay() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        KeyStateSerializer.INSTANCE.serialize(golden(), out);
        assertEquals(GOLDEN, HexFormat.of().formatHex(out.getCopyOfBuffer()));
        assertEquals(
                golden(),
                KeyStateSerializer.INSTANCE.deserialize(
                        new DataInputDeserializer(HexFormat.of().parseHex(GOLDEN))));
    }

    @Test
    void clocksHaveTheNumbersOfTheirPlaces() {
        KeyState.Clock[] clocks = KeyState.Clock.values();
        for (int i = 0; i < clocks.length; i++) {
            assertEquals(i, clocks[i].number, clocks[i].name());
        }
    }

    @Test
    void copiesShareNothing() {
        KeyState state = golden();
        KeyState copy = KeyStateSerializer.INSTANCE.copy(state);
        state.saved[0] = 99;
        assertArrayEquals(golden().saved, copy.saved);
        assertFalse(KeyStateSerializer.INSTANCE.isImmutableType());
    }

    @Test
    void refusesBytesOfAnotherForm() {
        byte[] bytes = HexFormat.of().parseHex(GOLDEN);
        bytes[8] = 3;
        IOException damaged = assertThrows(
                IOException.class, () -> KeyStateSerializer.INSTANCE.deserialize(new DataInputDeserializer(bytes)));
        assertTrue(String.valueOf(damaged.getMessage()).contains("found 3"), damaged.toString());
        KeyStateSerializerSnapshot snapshot = new KeyStateSerializerSnapshot();
        IOException later = assertThrows(
                IOException.class,
                () -> snapshot.readSnapshot(
                        2, new DataInputDeserializer(new byte[0]), getClass().getClassLoader()));
        assertTrue(String.valueOf(later.getMessage()).contains("expected them in the form of version 1, found 2"));
    }

    @Test
    void goesOnWithItsOwnSnapshotsOnly() {
        TypeSerializerSnapshot<KeyState> snapshot = KeyStateSerializer.INSTANCE.snapshotConfiguration();
        assertTrue(snapshot.resolveSchemaCompatibility(new KeyStateSerializerSnapshot())
                .isCompatibleAsIs());
        @SuppressWarnings({"unchecked", "rawtypes"})
        TypeSerializerSnapshot<KeyState> other =
                (TypeSerializerSnapshot) LongSerializer.INSTANCE.snapshotConfiguration();
        assertTrue(snapshot.resolveSchemaCompatibility(other).isIncompatible());
    }
}
