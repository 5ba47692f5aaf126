package io.github.lanewise.formats.torch.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** Pickles written by hand, and classes that say what they were asked for. */
final class PickleBytes {
    private PickleBytes() {}

    /** What a pickle asked for, as text. */
    record Asked(String what) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** Everything is found and may be called; {@code forbidden} is not. */
    static final class Recorder implements PickleClasses {
        @Override
        public Object find(PickleGlobal global) throws PickleException {
            if (global.name().equals("forbidden")) {
                throw new PickleException("what may be used", global.toString(), "");
            }
            return new Asked(global.toString());
        }

        @Override
        public Object call(@Nullable Object callee, List<@Nullable Object> arguments) {
            return new Asked(callee + arguments.toString());
        }

        @Override
        public void build(@Nullable Object object, @Nullable Object state) throws PickleException {
            if (!(object instanceof List<?>)) {
                throw new PickleException("a list", PickleValues.describe(object), "");
            }
            PickleValues.list(object).add(state);
        }

        @Override
        public Object persistent(@Nullable Object id) {
            return new Asked("stored " + id);
        }
    }

    static Unpickler unpickler(LittleEndianBytes bytes) {
        return new Unpickler(ByteBuffer.wrap(bytes.array()), new Recorder());
    }

    static @Nullable Object read(LittleEndianBytes bytes) throws PickleException {
        return unpickler(bytes).read();
    }

    static @Nullable Object read(int... bytes) throws PickleException {
        return read(new LittleEndianBytes().u8(bytes));
    }

    static @Nullable Object readHex(String hex) throws PickleException {
        return read(new LittleEndianBytes().bytes(HexFormat.of().parseHex(hex)));
    }

    /** Fails unless an action is refused with these words. */
    static void assertRefused(String expected, String found, String hint, Executable action) {
        PickleException refusal = assertThrows(PickleException.class, action);
        assertEquals(expected, refusal.expected());
        assertEquals(found, refusal.found());
        assertEquals(hint, refusal.hint());
        assertEquals("expected " + expected + ", found " + found, refusal.getMessage());
    }
}
