package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A documented exception with a message that helps. */
public final class Refusal {
    private Refusal() {}

    /**
     * Fails unless an action is refused in one line that names all that it should.
     *
     * @param type of the exception
     * @param action what is refused
     * @param parts what the message has to contain
     */
    public static void assertRefused(Class<? extends Exception> type, Runnable action, String... parts) {
        String message = String.valueOf(assertThrows(type, action::run).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "expected '" + part + "' in: " + message);
        }
        assertTrue(!message.contains("\n"), message);
    }
}
