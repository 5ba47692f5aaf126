package io.github.lanewise.kernel;

import io.github.lanewise.memory.Buffer;
import io.github.lanewise.team.Team;

/**
 * What the workers of a team write to in products. It belongs to the team, so that kernels that take the place of others
 * find the memory that those have needed, and allocate none.
 */
public final class TeamRooms {
    private final float[][] results;
    private final Buffer[] rooms;

    /**
     * Rooms without memory yet.
     *
     * @param team whose workers use them
     */
    public TeamRooms(Team team) {
        results = new float[team.threads()][0];
        rooms = new Buffer[team.threads()];
        for (int i = 0; i < rooms.length; i++) {
            rooms[i] = new Buffer();
        }
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

    Buffer room(int worker) {
        return rooms[worker];
    }
}
