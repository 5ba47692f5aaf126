package io.github.lanewise.formats.pipeline;

import io.github.lanewise.formats.spectrum.Frames;
import io.github.lanewise.formats.spectrum.Window;

/**
 * How the samples of a recording become frames.
 *
 * @param size samples of a frame
 * @param hop samples from the beginning of a frame to that of the next
 * @param window what they are multiplied with
 * @param before samples of silence that the first frame begins with
 * @param after samples of silence that the last frame may end with, where the pipeline ends in rows
 */
record Framing(int size, int hop, Window window, int before, int after) {
    Frames newFrames() {
        return new Frames(window.of(size), hop, before);
    }

    String describe() {
        String windowed = window == Window.RECTANGULAR ? "" : ", " + window;
        return "Frames(" + size + ", hop " + hop + windowed + ")";
    }
}
