package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.lanewise.formats.support.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that fuzzing once found, and one of each kind that it began with. */
class FuzzCorpusTest {
    static List<Path> corpus() {
        return Resources.in("fuzz");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isReadOrRefused(Path path) {
        // Generous: this is about loops without an end.
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> FuzzedReading.read(path));
    }
}
