package io.github.lanewise.cli.stream;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.formats.tensors.CsvStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Rows as lines of text. */
public final class CsvRowSource implements RowSource {
    private final Path name;
    private final CsvStream rows;

    /**
     * Rows of a stream.
     *
     * @param in what is read
     * @param name what to call it in messages
     * @param options how the table is written
     */
    public CsvRowSource(InputStream in, Path name, CsvOptions options) {
        this.name = name;
        rows = new CsvStream(in, name, options);
    }

    @Override
    public boolean read(float[] row) throws IOException {
        if (!rows.next()) {
            return false;
        }
        if (rows.columns() != row.length) {
            throw new FormatException(
                    name,
                    where(),
                    "a row of " + row.length + ", as many numbers as the model reads",
                    Integer.toString(rows.columns()),
                    "");
        }
        rows.copyTo(row, 0);
        return true;
    }

    @Override
    public String where() {
        return "line " + rows.line();
    }
}
