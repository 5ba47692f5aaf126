package io.github.lanewise.formats.torch.pickle;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tuple. Two are equal only if they are the same object: a hostile pickle may have a tuple contain itself. */
public final class PickleTuple {
    private final List<@Nullable Object> items;

    PickleTuple(List<@Nullable Object> items) {
        this.items = Collections.unmodifiableList(items);
    }

    /**
     * What is in it.
     *
     * @return an unmodifiable list
     */
    public List<@Nullable Object> items() {
        return items;
    }
}
