package io.github.lanewise.formats.onnx.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LongsTest {
    @Test
    void growsAsItIsFilled() {
        Longs longs = new Longs();
        assertArrayEquals(new long[0], longs.toArray());
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, longs.size());
            longs.add(i * 3L);
        }
        assertArrayEquals(LongStream.range(0, 1000).map(i -> i * 3).toArray(), longs.toArray());
    }

    @Test
    void theArrayIsACopy() {
        Longs longs = new Longs();
        longs.add(5);
        longs.toArray()[0] = 6;
        assertArrayEquals(new long[] {5}, longs.toArray());
    }
}
