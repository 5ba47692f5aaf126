package io.github.lanewise;

/** Sees what a recurrent layer let in, kept and showed; see {@link Session#trace}. */
@FunctionalInterface
public interface GateListener {
    /**
     * One layer and direction has taken one time step of one sequence.
     *
     * @param trace the gates and states, valid during this call only
     */
    void onStep(GateTrace trace);
}
