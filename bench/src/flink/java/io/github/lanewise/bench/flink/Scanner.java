package io.github.lanewise.bench.flink;

import io.github.lanewise.bench.demo.Digits;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.jspecify.annotations.Nullable;

/** Sends the rows of all held-out digits: the first row of each, then the second, and so on; then all over again, as new sheets. */
final class Scanner implements GeneratorFunction<Long, ScannedRow> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Digits digits;

    @Override
    public void open(SourceReaderContext context) throws IOException {
        digits = Digits.heldOut();
    }

    @Override
    public ScannedRow map(Long index) throws IOException {
        Digits all = digits == null ? Digits.heldOut() : digits;
        long rows = (long) all.count() * all.rows();
        int pass = Math.toIntExact(index / rows);
        int within = Math.toIntExact(index % rows);
        int image = within % all.count();
        int row = within / all.count();
        float[] pixels = new float[all.columns()];
        all.copyRow(image, row, pixels);
        return new ScannedRow(pass * all.count() + image, row, pixels);
    }
}
