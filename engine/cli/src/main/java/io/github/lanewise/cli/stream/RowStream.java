package io.github.lanewise.cli.stream;

import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Carries rows from a source to their answers, up to the end of either. */
public final class RowStream {
    private RowStream() {}

    /**
     * Answers all rows.
     *
     * @param source of the rows
     * @param columns numbers of a row
     * @param name what to call the source in messages
     * @param answers ended when the rows have, also by a row that is refused
     * @throws FormatException if a row is refused; those before it have their answers
     * @throws IOException if a row cannot be read, or an answer not written
     */
    public static void run(RowSource source, int columns, Path name, Answers answers) throws IOException {
        try {
            carry(source, new float[columns], name, answers);
        } catch (IOException e) {
            try {
                answers.end();
            } catch (IOException another) {
                if (!another.equals(e)) {
                    e.addSuppressed(another);
                }
            }
            throw e;
        }
        answers.end();
    }

    private static void carry(RowSource source, float[] row, Path name, Answers answers) throws IOException {
        boolean going = true;
        while (going && source.read(row)) {
            try {
                going = answers.take(row);
            } catch (IllegalArgumentException e) {
                throw new FormatException(name, source.where(), e);
            }
        }
    }
}
