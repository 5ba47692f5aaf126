package io.github.lanewise.bench.jmh;

import org.openjdk.jmh.annotations.Param;

/** A benchmark of something in an LSTM layer, for layers whose weights fill each level of the memory hierarchy. */
public abstract class LayerBenchmark extends ForkedBenchmark {
    /** See {@link Shape}; from 2 KiB of weights to 32 MiB. */
    @Param({"5x8", "1x32", "40x64", "128x128", "256x256", "512x512", "1024x1024"})
    String shape = "5x8";

    final Shape shape() {
        return Shape.parse(shape);
    }
}
