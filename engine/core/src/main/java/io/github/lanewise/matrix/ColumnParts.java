package io.github.lanewise.matrix;

import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;

/** The matrices that lie side by side in a {@link PackedMatrix}: where each begins, in columns, words and groups of columns. */
final class ColumnParts {
    private final Precision precision;

    /** Where the parts begin, and the end: columns, words of a row, and groups of columns, of which only int4 has any. */
    private final int[] columns;

    private final int[] words;
    private final int[] groups;

    ColumnParts(Precision precision, Tensor... weights) {
        this.precision = precision;
        columns = new int[weights.length + 1];
        words = new int[weights.length + 1];
        groups = new int[weights.length + 1];
        for (int part = 0; part < weights.length; part++) {
            int width = weights[part].size(1);
            columns[part + 1] = Math.addExact(columns[part], width);
            words[part + 1] = words[part] + Math.ceilDiv(width, WeightWords.columns(precision));
            groups[part + 1] = groups[part] + (precision == Precision.INT4 ? Int4Tensor.groups(width) : 0);
        }
    }

    int count() {
        return columns.length - 1;
    }

    /** Columns before a part; of the number of parts, all. */
    int columns(int part) {
        return columns[part];
    }

    /** Words of a row before a part. */
    int words(int part) {
        return words[part];
    }

    /** Groups of columns before a part. */
    int groups(int part) {
        return groups[part];
    }

    int partOf(int column) {
        int part = 0;
        while (columns[part + 1] <= column && part < columns.length - 2) {
            part++;
        }
        return part;
    }

    /** Words of a row before a column. */
    int wordsBefore(int column) {
        if (precision == Precision.FP32) {
            return column;
        }
        if (column == columns[count()]) {
            return words[count()];
        }
        int part = partOf(column);
        return words[part] + whole(column, part, WeightWords.columns(precision), "word");
    }

    /** Groups of columns before a column. */
    int groupsBefore(int column) {
        if (column == columns[count()]) {
            return groups[count()];
        }
        int part = partOf(column);
        return groups[part] + whole(column, part, Int4Tensor.GROUP, "group");
    }

    private int whole(int column, int part, int size, String what) {
        int behind = column - columns[part];
        if (behind % size != 0) {
            throw new IllegalArgumentException("expected a column that begins a " + what + " of " + size
                    + ", found column " + column + " of a part that begins with " + columns[part]);
        }
        return behind / size;
    }
}
