package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a recurrent node takes from a run, beside its rows. Two nodes are the same only if they are one object. */
public final class RecurrentNode {
    private final String where;
    private final List<Boolean> reverse;
    private final Dim batch;
    private final int units;
    private final List<@Nullable StateSource> hidden;
    private final List<@Nullable StateSource> cell;
    private final @Nullable String lengths;

    /**
     * A node.
     *
     * @param where for messages
     * @param reverse of each direction
     * @param batch how many sequences
     * @param units H
     * @param hidden where each direction's initial hidden states come from; null for what the model has stored, or zeros
     * @param cell the same of the cell states; empty for a layer without
     * @param lengths the input with the sequences' lengths, or null
     */
    public RecurrentNode(
            String where,
            List<Boolean> reverse,
            Dim batch,
            int units,
            List<@Nullable StateSource> hidden,
            List<@Nullable StateSource> cell,
            @Nullable String lengths) {
        this.where = where;
        this.reverse = List.copyOf(reverse);
        this.batch = batch;
        this.units = units;
        this.hidden = hidden;
        this.cell = cell;
        this.lengths = lengths;
    }

    public String where() {
        return where;
    }

    public Dim batch() {
        return batch;
    }

    public int units() {
        return units;
    }

    public int directions() {
        return reverse.size();
    }

    /** Whether it runs in the reverse direction and no other. */
    public boolean isReverse() {
        return reverse.size() == 1 && reverse.getFirst();
    }

    @Nullable
    public StateSource hidden(int direction) {
        return hidden.get(direction);
    }

    @Nullable
    public StateSource cell(int direction) {
        return cell.isEmpty() ? null : cell.get(direction);
    }

    @Nullable
    public String lengths() {
        return lengths;
    }
}
