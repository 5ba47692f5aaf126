package io.github.lanewise.bench.voices;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.WrongAnswer;
import io.github.lanewise.bench.textbook.DoubleModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares the probabilities of some of the streams with those of the same sound heard alone: Lanewise's bit by bit with a stream
 * that steps alone, everybody's with the textbook in double precision.
 */
final class VoiceJudge {
    private static final int COMPARED = 16;

    private static final double TOLERANCE = 1e-4;

    private final String job;
    private final VoiceSound sound;
    private final int[] streams;
    private final Session session;
    private final State[] states;
    private final DoubleModel textbook;

    /** Of each chunk up to now. */
    private final List<float[]> alone = new ArrayList<>();

    private final List<double[]> textbooks = new ArrayList<>();

    VoiceJudge(String job, Model model, VoiceSound sound, int streams) {
        this.job = job;
        this.sound = sound;
        // The first and the last are among them.
        this.streams = IntStream.range(0, COMPARED)
                .map(i -> (int) ((long) i * (streams - 1) / (COMPARED - 1)))
                .toArray();
        session = model.newSession();
        states = model.newStates(COMPARED).toArray(new State[0]);
        textbook = new DoubleModel(model.spec());
    }

    /** What is wrong with the last chunk's probabilities, if anything is. */
    Optional<WrongAnswer> judge(Listening heard) {
        while (alone.size() <= heard.lastChunk()) {
            hearAlone(alone.size());
        }
        boolean ours = heard.engine().equals(Contenders.ENGINE);
        float[] bits = alone.get(heard.lastChunk());
        double[] exact = textbooks.get(heard.lastChunk());
        for (int i = 0; i < streams.length; i++) {
            float found = heard.probability(streams[i]);
            if (!(Math.abs(exact[i] - found) <= TOLERANCE)) {
                return Optional.of(wrong(heard, streams[i], exact[i], "expected within " + TOLERANCE));
            }
            if (ours && Float.floatToRawIntBits(bits[i]) != Float.floatToRawIntBits(found)) {
                String remark = "not the bits of the stream alone: expected " + Agreement.bits(bits[i]) + ", found "
                        + Agreement.bits(found);
                return Optional.of(wrong(heard, streams[i], bits[i], remark));
            }
        }
        return Optional.empty();
    }

    /** Whether the sound had voices in it, and not only voices. */
    HeardFinding heard() {
        DoubleSummaryStatistics all =
                textbooks.stream().flatMapToDouble(Arrays::stream).summaryStatistics();
        return new HeardFinding(streams.length, textbooks.size(), all.getMin(), all.getMax());
    }

    private WrongAnswer wrong(Listening heard, int stream, double expected, String remark) {
        double found = heard.probability(stream);
        double difference = Double.isNaN(found) ? Double.POSITIVE_INFINITY : Math.abs(expected - found);
        boolean ours = heard.engine().equals(Contenders.ENGINE);
        return new WrongAnswer(
                job, heard.engine(), ours, difference, expected, found, heard.lastChunk(), stream, remark);
    }

    private void hearAlone(int chunk) {
        int row = VoiceModel.FRAMES.size();
        float[] x = new float[streams.length * row];
        float[] y = new float[streams.length];
        for (int i = 0; i < streams.length; i++) {
            sound.row(streams[i], chunk, x, i * row);
            session.step(x, i * row, states[i], y, i);
        }
        alone.add(y);
        textbooks.add(textbook.run(x, streams.length));
    }
}
