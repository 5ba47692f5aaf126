package io.github.lanewise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.DisagreementException;
import org.junit.jupiter.api.function.Executable;

/** Asserts that a check fails as it must. */
final class Disagreement {
    private Disagreement() {}

    static void assertDisagrees(String messageStart, Executable check) {
        String message =
                String.valueOf(assertThrows(DisagreementException.class, check).getMessage());
        assertTrue(message.startsWith(messageStart), message);
    }
}
