package io.github.lanewise.bench.flink;

import java.time.Duration;
import java.util.Locale;

/**
 * The arithmetic of a job: what a load takes, from what one step and one state take.
 *
 * @param load what comes
 * @param stateBytes of a key in a checkpoint
 * @param cpuMicros that one event takes of a core, with everything that Flink does for it
 * @param eventBytes of an event and its result on the network
 * @param interval between two checkpoints
 * @param storeBytesPerSecond what a task writes to the checkpoints' store, and reads from it
 * @param restart from a failure until tasks run again, without their states
 */
record Plan(
        Load load,
        double stateBytes,
        double cpuMicros,
        double eventBytes,
        Duration interval,
        double storeBytesPerSecond,
        Duration restart) {
    /** Cores that are busy all the time. */
    double busyCores() {
        return load.eventsPerSecond() * cpuMicros / 1e6;
    }

    double checkpointBytes() {
        return load.keys() * stateBytes;
    }

    double networkBytesPerSecond() {
        return load.eventsPerSecond() * eventBytes;
    }

    /** Of the part that waits for the store; the rest of a checkpoint goes on beside the events. */
    double checkpointSeconds(int tasks) {
        return checkpointBytes() / tasks / storeBytesPerSecond;
    }

    /** Until results come again: Flink's restart, and reading the states. */
    double downSeconds(int tasks) {
        return restart.toMillis() / 1e3 + checkpointSeconds(tasks);
    }

    /**
     * Until the job is where it would be without the failure. On average it goes back by half of an interval, and what came meanwhile
     * waits too; both are worked off with the cores that are not busy.
     */
    double caughtUpSeconds(int tasks, double cores) {
        double behind = downSeconds(tasks) + interval.toMillis() / 2e3;
        double spare = cores - busyCores();
        return spare <= 0 ? Double.POSITIVE_INFINITY : downSeconds(tasks) + behind * busyCores() / spare;
    }

    static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
    }
}
