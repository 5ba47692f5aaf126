package io.github.lanewise.formats.pipeline;

import io.github.lanewise.formats.spectrum.OverlapAdd;
import io.github.lanewise.formats.spectrum.Window;

/**
 * How frames become the samples of a recording again.
 *
 * @param framing how they were cut
 * @param window what they are multiplied with
 * @param normalize whether their sum is divided by that of both windows
 */
record Joining(Framing framing, Window window, boolean normalize) {
    OverlapAdd newOverlapAdd() {
        double[] synthesis = window.of(framing.size());
        return normalize
                ? OverlapAdd.normalized(framing.window().of(framing.size()), synthesis, framing.hop())
                : OverlapAdd.plain(synthesis, framing.hop());
    }

    String describe() {
        return "OverlapAdd" + (normalize || window != Window.RECTANGULAR ? "(" + parts() + ")" : "");
    }

    private String parts() {
        return window + (normalize ? ", normalized" : "");
    }
}
