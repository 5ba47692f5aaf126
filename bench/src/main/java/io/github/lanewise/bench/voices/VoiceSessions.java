package io.github.lanewise.bench.voices;

import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.ResidentMemory;
import io.github.lanewise.bench.comparison.Absence;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** What a session of another engine takes in memory: some are opened, and each of them hears a chunk. */
final class VoiceSessions {
    private static final int SESSIONS = 20;

    private VoiceSessions() {}

    /** Lines of {@link MemoryFinding} and {@link Findings}; none where there is no other engine, or the system does not tell. */
    static List<String> measure(VoiceModel model) {
        List<String> lines = new ArrayList<>();
        for (VoiceEngine engine : ServiceLoader.load(VoiceEngine.class)) {
            try {
                double bytes = bytesOfOne(engine, model);
                if (bytes > 0) {
                    lines.add(new MemoryFinding(VoiceJobs.SESSIONS, engine.name(), What.SESSION, SESSIONS, bytes)
                            .toLine());
                }
            } catch (UnavailableException e) {
                Absence absence = new Absence(engine.name(), String.valueOf(e.getMessage()));
                lines.addAll(new Findings(List.of(), List.of(absence), List.of(), Map.of()).toLines());
            }
        }
        return lines;
    }

    private static double bytesOfOne(VoiceEngine engine, VoiceModel model) {
        List<Listening> sessions = new ArrayList<>();
        // What is loaded only once is there before the first reading.
        sessions.add(open(engine, model));
        long before = ResidentMemory.bytes().orElse(0);
        while (sessions.size() <= SESSIONS) {
            sessions.add(open(engine, model));
        }
        long after = ResidentMemory.bytes().orElse(0);
        sessions.forEach(Listening::close);
        return (after - before) / (double) SESSIONS;
    }

    private static Listening open(VoiceEngine engine, VoiceModel model) {
        Listening one = new Listening(engine.name(), engine.open(model, 1), new VoiceSound(VoiceModel.FRAMES), 1);
        one.hear(1);
        return one;
    }
}
