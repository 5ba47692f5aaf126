package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which processes are started, and in which order. */
class JobTest {
    private static final List<String> ENGINES = List.of(LatencyProcess.ENGINE, "a.b.First", "a.b.Second");

    @Test
    void everyEngineHasAProcessForEveryLoad() {
        List<Job> jobs = Job.all(ENGINES, false, ".*");
        List<Job> loads = jobs.stream().filter(job -> !job.ofFlags()).toList();
        assertEquals(3 * 3 * 2 * ENGINES.size(), loads.size());
        assertEquals(loads.size(), new HashSet<>(loads).size());
        List<Job> flags = jobs.stream().filter(Job::ofFlags).toList();
        assertEquals(Job.PROCESSES * Load.OF_FLAGS.size() * Job.FLAGS.size(), flags.size());
        assertTrue(flags.stream().allMatch(job -> job.engine().equals(LatencyProcess.ENGINE)));
        assertTrue(Job.all(ENGINES, true, ".*").size() < jobs.size());
    }

    /** One call in ten thousand has to lie within a process's time. */
    @Test
    void aFullRunTellsTheTailAtBothRates() {
        for (Job job : Job.all(ENGINES, false, ".*")) {
            Arrivals arrivals = Arrivals.during(job.load().perSecond(), job.seconds());
            assertTrue(arrivals.count() >= 10_000, job.name());
        }
    }

    @Test
    void enginesTakeTurns() {
        List<String> order = Job.all(ENGINES, false, "^[^f].*").stream()
                .limit(6)
                .map(Job::engine)
                .toList();
        assertEquals(List.of("auto", "a.b.First", "a.b.Second", "a.b.First", "a.b.Second", "auto"), order);
    }

    @Test
    void namesFindSome() {
        List<Job> found = Job.all(ENGINES, false, "^40x64-48kHz-evicting-Second$");
        assertEquals(1, found.size());
        assertEquals(new Load(40, 64, 48_000, Beside.EVICTING), found.getFirst().load());
        assertEquals(List.of(), Job.all(ENGINES, false, "no such"));
        assertEquals(
                Job.PROCESSES,
                Job.all(ENGINES, false, "^flags-40x64-48kHz-alone-.*UseZGC").size());
    }

    @Test
    void loadsAreFoundByTheirNames() {
        Load.all().forEach(load -> assertEquals(load, Load.of(load.name())));
        Exception e = assertThrows(IllegalArgumentException.class, () -> Load.of("1x1-1kHz-alone"));
        assertTrue(String.valueOf(e.getMessage()).contains("found '1x1-1kHz-alone'"), e.getMessage());
    }
}
