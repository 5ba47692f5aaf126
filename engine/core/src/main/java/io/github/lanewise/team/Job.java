package io.github.lanewise.team;

/**
 * Work in pieces that do not depend on each other, for a {@link WorkerTeam}. Its parameters are plain fields that the caller sets
 * before a run.
 *
 * <p>A worker never writes to where the results belong, only to memory of its own: the caller may have lost patience with
 * it, computed the piece itself and gone on long ago. So a job that keeps a worker's results has a place for each worker.
 */
public interface Job {
    /**
     * Copies the parameters of the run to where the worker finds them when it computes: the caller may change them as soon
     * as the run is over, and a late worker is still computing then. What is copied while that happens is never used.
     *
     * @param worker number of the calling worker, from 1
     */
    void load(int worker);

    /**
     * Computes a piece.
     *
     * @param piece number of the piece, from 0
     * @param worker who computes: 0 is the caller, who writes to where the result belongs; others to memory of their own,
     *     from the parameters that they loaded
     */
    void compute(int piece, int worker);

    /**
     * Copies a worker's piece to where it belongs. Called by the caller.
     *
     * @param piece number of the piece
     * @param worker who computed it, from 1
     */
    void take(int piece, int worker);

    /**
     * Whether a piece takes so long (more than some 20 µs) that waking a parked worker for it pays.
     *
     * @return true to wake workers whenever the job is run
     */
    default boolean isLong() {
        return false;
    }
}
