package io.github.lanewise.bench.flink;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When the events of a job come. It goes on while the job is down, as a queue's does, so a job that comes back has to catch up.
 *
 * @param sources that send at once
 * @param eventsPerSecond of all of them; infinite for as many as the job can take
 * @param begin by {@link System#nanoTime} of this JVM
 */
record Timetable(int sources, double eventsPerSecond, long begin) implements Serializable {
    private static final long SHORTEST_WAIT = TimeUnit.MICROSECONDS.toNanos(500);

    static Timetable beginningNow(int sources, double eventsPerSecond) {
        return new Timetable(sources, eventsPerSecond, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
    }

    /** When the event of that number of a source is due. */
    long due(long number) {
        return begin + (long) (number * sources * 1e9 / eventsPerSecond);
    }

    /** Short waits are put together, since each one lasts longer than it should. */
    void await(long number) {
        if (Double.isFinite(eventsPerSecond)) {
            long early = due(number) - System.nanoTime();
            if (early > SHORTEST_WAIT) {
                LockSupport.parkNanos(early);
            }
        }
    }
}
