package io.github.lanewise.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Says in a savepoint which form the keys' states have. For Flink alone, which makes it by its name: the name and the public constructor
 * have to stay.
 */
public final class KeyStateSerializerSnapshot implements TypeSerializerSnapshot<KeyState> {
    /** Of the form that {@link KeyStateSerializer} writes; a new form is a new number, and the old ones stay readable. */
    private static final int VERSION = 1;

    /** For Flink. */
    public KeyStateSerializerSnapshot() {}

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) {
        // The version says it all.
    }

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader) throws IOException {
        if (readVersion != VERSION) {
            throw new IOException("states of lanewise-flink: expected them in the form of version " + VERSION
                    + ", found " + readVersion
                    + "; restore this savepoint with the release of Lanewise that wrote it, or a later one");
        }
    }

    @Override
    public TypeSerializer<KeyState> restoreSerializer() {
        return KeyStateSerializer.INSTANCE;
    }

    @Override
    public TypeSerializerSchemaCompatibility<KeyState> resolveSchemaCompatibility(
            TypeSerializerSnapshot<KeyState> oldSerializerSnapshot) {
        return oldSerializerSnapshot instanceof KeyStateSerializerSnapshot
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}
