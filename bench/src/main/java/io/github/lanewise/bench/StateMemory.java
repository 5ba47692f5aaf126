package io.github.lanewise.bench;

import io.github.lanewise.Model;
import io.github.lanewise.State;
import java.util.ArrayList;
import java.util.List;

/** What the states of a model's streams take on the Java heap. */
public final class StateMemory {
    private StateMemory() {}

    /**
     * Makes states and counts.
     *
     * @param model can step
     * @param count how many
     * @return bytes of each, its floats among them, without the caller's reference to it
     */
    public static double bytesEach(Model model, int count) {
        List<State> states = new ArrayList<>(count);
        // The first histogram brings classes of its own and takes what is cached softly.
        LiveHeap.bytes();
        long before = LiveHeap.bytes();
        states.addAll(model.newStates(count));
        long after = LiveHeap.bytes();
        return (after - before) / (double) states.size();
    }
}
