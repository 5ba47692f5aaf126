package io.github.lanewise.kernel;

import io.github.lanewise.team.WorkerTeam;

/**
 * What the workers of a team write to in products. It belongs to the team, so that kernels that take the place of others
 * find the memory that those have needed, and allocate none.
 */
public final class TeamRooms {
    private final float[][] results;

    /**
     * Rooms without memory yet.
     *
     * @param team whose workers use them
     */
    public TeamRooms(WorkerTeam team) {
        results = new float[team.threads()][0];
    }

    /** Makes room for results of each worker; the caller, number 0, has its own. */
    void reserve(long floats) {
        for (int worker = 1; worker < results.length; worker++) {
            if (results[worker].length < floats) {
                results[worker] = new float[Math.toIntExact(floats)];
            }
        }
    }

    float[] results(int worker) {
        return results[worker];
    }
}
