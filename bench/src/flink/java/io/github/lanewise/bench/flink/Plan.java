package io.github.lanewise.bench.flink;

import java.time.Duration;

/**
 * The arithmetic of a job: what a load takes, from what one event and one key take.
 *
 * @param load what comes
 * @param tasks among which the keys are divided, a core each
 * @param keyBytes of a key in a checkpoint
 * @param eventBytes of an event and its result on the network
 * @param cores that a task keeps busy, by its events a second, with everything that Flink does for them
 * @param mostPerTask events a second that a task can take
 * @param checkpoint seconds, by the keys of a task
 * @param restart from a failure until tasks run again, without their states
 * @param interval between two checkpoints
 */
record Plan(
        Load load,
        int tasks,
        double keyBytes,
        double eventBytes,
        Line cores,
        double mostPerTask,
        Line checkpoint,
        Duration restart,
        Duration interval) {
    /** The same measurements, another load. */
    Plan of(Load other, int otherTasks, Duration otherInterval) {
        return new Plan(
                other, otherTasks, keyBytes, eventBytes, cores, mostPerTask, checkpoint, restart, otherInterval);
    }

    double busyCores() {
        return tasks * cores.at(load.eventsPerSecond() / tasks);
    }

    double checkpointBytes() {
        return load.keys() * keyBytes;
    }

    double checkpointSeconds() {
        return checkpoint.at((double) load.keys() / tasks);
    }

    double networkBytesPerSecond() {
        return load.eventsPerSecond() * eventBytes;
    }

    /** Flink's restart, and reading the states, which takes about as long as writing them. */
    double downSeconds() {
        return restart.toMillis() / 1e3 + checkpoint.slope() * load.keys() / tasks;
    }

    /**
     * From a failure until results are on time again. On average the job goes back by half of an interval, and what came meanwhile
     * waits too.
     */
    double lateSeconds() {
        double capacity = tasks * mostPerTask;
        double behind = downSeconds() + interval.toMillis() / 2e3;
        return downSeconds() + behind * load.eventsPerSecond() / (capacity - load.eventsPerSecond());
    }
}
