package io.github.lanewise.bench.voices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.WrongAnswer;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** With a model that takes the same rows as the published one, which is not the project's. */
class VoiceClockTest {
    private static final int STREAMS = 40;

    private static VoiceModel model() {
        float[] weight = new float[VoiceModel.UNITS];
        Arrays.fill(weight, 0.25f);
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, VoiceModel.FRAMES.size(), VoiceModel.UNITS)
                        .name("lstm")
                        .buildUntrained(new SplittableRandom(1)))
                .add(new LinearSpec("linear", Tensor.of(weight, 1, VoiceModel.UNITS), null))
                .add(new ActivationSpec(ActivationSpec.Function.SIGMOID, 1))
                .build();
        return new VoiceModel(Path.of("none.onnx"), spec);
    }

    @Test
    void streamsAreTimedInCallsOfMoreAndFewer() {
        List<String> lines = VoiceClock.measure(model(), STREAMS, 2);
        Findings findings = Findings.ofLines(lines);
        assertEquals(List.of(), findings.wrong());
        for (int together : VoiceJobs.TOGETHER) {
            assertTrue(findings.find("voices" + together, Contenders.ENGINE).isPresent(), "together " + together);
        }
        HeardFinding heard = lines.stream()
                .map(HeardFinding::ofLine)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        // One for each number of streams a call before the judge was there, as many while it looked on, then two
        // rounds.
        assertEquals(4 * VoiceJobs.TOGETHER.size(), heard.chunks());
        assertTrue(heard.least() < heard.largest());
    }

    /** Lanewise's own probabilities have to be the bits of the stream alone, another engine's near to the textbook's. */
    @Test
    void probabilitiesThatAreSlightlyOffAreOursToAnswerFor() {
        assertTrue(judged(Contenders.ENGINE, 0).isEmpty());
        List<WrongAnswer> wrong = judged(Contenders.ENGINE, Math.ulp(0.5f));
        assertTrue(wrong.getFirst().ours());
        assertTrue(wrong.getFirst().remark().startsWith("not the bits of the stream alone"), wrong.toString());
        assertTrue(judged("another", Math.ulp(0.5f)).isEmpty());
        assertEquals(39, judged("another", 0.01f).getFirst().output());
        assertTrue(judged("another", Float.NaN).getFirst().difference() > 1e9);
    }

    /** Of the last stream. */
    private static List<WrongAnswer> judged(String engine, float off) {
        VoiceSound sound = new VoiceSound(VoiceModel.FRAMES);
        try (Model model = Model.of(model().spec())) {
            EngineDetectors right = new EngineDetectors(model, STREAMS);
            VoiceDetectors detectors = new VoiceDetectors() {
                @Override
                public void step(float[] x, int first, int count, float[] y) {
                    right.step(x, first, count, y);
                    if (first + count == STREAMS) {
                        y[count - 1] += off;
                    }
                }

                @Override
                public void close() {
                    right.close();
                }
            };
            Listening heard = new Listening(engine, detectors, sound, STREAMS);
            heard.hear(7);
            return new VoiceJudge("voices", model, sound, STREAMS)
                    .judge(heard).stream().toList();
        }
    }
}
