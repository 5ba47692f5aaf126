package io.github.lanewise.bench.voices;

import io.github.lanewise.Model;
import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.ResidentMemory;
import io.github.lanewise.bench.StateMemory;
import io.github.lanewise.bench.comparison.Absence;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.WrongAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Lets detectors hear many streams, a chunk of every stream at a time, with more and fewer streams in a call. The engines take turns. Some
 * streams' probabilities are compared after every chunk of sound, those that are timed too. Whose are wrong is not timed.
 */
final class VoiceClock {
    private final VoiceModel model;
    private final int streams;
    private final VoiceSound sound = new VoiceSound(VoiceModel.FRAMES);
    private final List<MemoryFinding> memory = new ArrayList<>();
    private final List<Absence> absences = new ArrayList<>();
    private final List<WrongAnswer> wrong = new ArrayList<>();
    private final List<Listening> right = new ArrayList<>();

    private VoiceClock(VoiceModel model, int streams) {
        this.model = model;
        this.streams = streams;
    }

    /** Lines of {@link MemoryFinding}, {@link HeardFinding} and {@link Findings}. */
    static List<String> measure(VoiceModel model, int streams, int rounds) {
        VoiceClock clock = new VoiceClock(model, streams);
        Model engine = Model.of(model.spec());
        engine.warmUp();
        Listening ours = clock.openOurs(engine);
        VoiceJudge judge = new VoiceJudge(VoiceJobs.STREAMS, engine, clock.sound, streams);
        clock.admit(ours, judge);
        List<Finding> findings = List.of();
        double noise = 0;
        if (!clock.right.isEmpty()) {
            clock.openOthers(judge);
            noise = Noise.measure();
            findings = clock.time(judge, rounds);
            noise = Math.max(noise, Noise.measure());
        }
        List<String> lines =
                new ArrayList<>(clock.memory.stream().map(MemoryFinding::toLine).toList());
        Map<String, Double> noises = findings.isEmpty() ? Map.of() : Map.of(VoiceJobs.STREAMS, noise);
        lines.add(judge.heard().toLine());
        lines.addAll(new Findings(findings, clock.absences, clock.wrong, noises).toLines());
        ours.close();
        return lines;
    }

    /** The memory is read before any other engine is there. */
    private Listening openOurs(Model engine) {
        double state = StateMemory.bytesEach(engine, streams);
        EngineDetectors detectors = new EngineDetectors(engine, streams);
        Listening ours = new Listening(Contenders.ENGINE, detectors, sound, streams);
        VoiceJobs.TOGETHER.forEach(ours::hear);
        double floats = 2.0 * VoiceModel.UNITS * Float.BYTES;
        memory.add(new MemoryFinding(VoiceJobs.STREAMS, Contenders.ENGINE, What.FLOATS, streams, floats));
        memory.add(new MemoryFinding(VoiceJobs.STREAMS, Contenders.ENGINE, What.STATE, streams, state));
        ResidentMemory.bytes()
                .ifPresent(bytes -> memory.add(
                        new MemoryFinding(VoiceJobs.STREAMS, Contenders.ENGINE, What.PROCESS, streams, bytes)));
        return ours;
    }

    private void openOthers(VoiceJudge judge) {
        for (VoiceEngine engine : ServiceLoader.load(VoiceEngine.class)) {
            try {
                VoiceDetectors detectors = engine.open(model, streams);
                admit(new Listening(engine.name(), detectors, sound, streams), judge);
            } catch (UnavailableException e) {
                absences.add(new Absence(engine.name(), String.valueOf(e.getMessage())));
            }
        }
    }

    /** Compares a chunk for each number of streams in a call. */
    private void admit(Listening heard, VoiceJudge judge) {
        for (int together : VoiceJobs.TOGETHER) {
            heard.hear(together);
            if (!isRight(heard, judge)) {
                return;
            }
        }
        right.add(heard);
    }

    /** Of an engine that is wrong the first wrong answer is told. */
    private boolean isRight(Listening heard, VoiceJudge judge) {
        if (isWrong(heard.engine())) {
            return false;
        }
        judge.judge(heard).ifPresent(wrong::add);
        return !isWrong(heard.engine());
    }

    private boolean isWrong(String engine) {
        return wrong.stream().anyMatch(answer -> answer.contender().equals(engine));
    }

    private List<Finding> time(VoiceJudge judge, int rounds) {
        VoiceTimes times = new VoiceTimes(streams);
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < right.size(); turn++) {
                Listening heard = right.get((round + turn) % right.size());
                for (int together : VoiceJobs.TOGETHER) {
                    times.add(heard, together, heard.hear(together));
                    isRight(heard, judge);
                }
            }
        }
        return isWrong(Contenders.ENGINE)
                ? List.of()
                : times.findings().stream()
                        .filter(finding -> !isWrong(finding.contender()))
                        .toList();
    }
}
