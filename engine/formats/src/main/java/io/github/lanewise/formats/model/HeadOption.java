package io.github.lanewise.formats.model;

import io.github.lanewise.spec.Head;

/**
 * A linear layer behind a recurrent stack, which the user names.
 *
 * @param layer the layer's name in the file, which begins the names of its tensors
 * @param rows which rows of the stack's output it sees
 */
public record HeadOption(String layer, Head rows) {
    @Override
    public String toString() {
        return layer + ":" + text(rows);
    }

    /** As commands and messages write it: {@code last-step}. */
    static String text(Head rows) {
        return switch (rows) {
            case EVERY_STEP -> "every-step";
            case LAST_STEP -> "last-step";
            case FINAL_HIDDEN -> "final-hidden";
        };
    }
}
