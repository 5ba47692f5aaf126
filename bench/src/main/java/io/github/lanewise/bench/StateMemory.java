package io.github.lanewise.bench;

import io.github.lanewise.Model;
import io.github.lanewise.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the states of a model's streams take on the Java heap. */
public final class StateMemory {
    private static final int TURNS = 5;

    private StateMemory() {}

    /**
     * Makes states and counts, several times over. The median is told: what else comes and goes on the heap of a process, for
     * instance while code is compiled, would otherwise be some bytes of each state.
     *
     * @param model can step
     * @param count how many
     * @return bytes of each, its floats among them, without the caller's reference to it
     */
    public static double bytesEach(Model model, int count) {
        double[] bytes = new double[TURNS];
        List<State> states = new ArrayList<>(count);
        for (int turn = 0; turn < TURNS; turn++) {
            states.clear();
            long before = LiveHeap.bytes();
            states.addAll(model.newStates(count));
            bytes[turn] = (LiveHeap.bytes() - before) / (double) states.size();
        }
        Arrays.sort(bytes);
        return bytes[TURNS / 2];
    }
}
