package io.github.lanewise.formats.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.io.FormatException;
import java.nio.file.Path;
import org.junit.jupiter.api.function.Executable;

/** A refusal whose message helps. */
public final class RefusalAssertions {
    private RefusalAssertions() {}

    /** The message of an exception that an action has to throw. */
    public static String message(Class<? extends Exception> type, Executable action) {
        String message = String.valueOf(assertThrows(type, action).getMessage());
        assertFalse(message.contains("\n"), message);
        return message;
    }

    /** Fails unless a file is refused in one line that begins with its path and goes on as it should. */
    public static void assertRefused(Path path, String message, Executable action) {
        assertEquals(path + ": " + message, message(FormatException.class, action));
    }

    /** Fails unless a file is refused in one line that begins with its path and has all the parts. */
    public static void assertRefusedWith(Path path, Executable action, String... parts) {
        String found = message(FormatException.class, action);
        assertTrue(found.startsWith(path + ": "), found);
        for (String part : parts) {
            assertTrue(found.contains(part), () -> "expected '" + part + "' in: " + found);
        }
    }
}
