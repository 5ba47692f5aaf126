package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.bench.textbook.TextbookLstm;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Steps many streams together and one by one, and some of them through the textbook, and compares each hidden state. */
final class StreamsAgreement {
    /** Rows of all streams together, where the number of streams leaves room for more than the least steps. */
    private static final int ROWS = 4096;

    private static final int MOST_STEPS = 100;
    private static final int LEAST_STEPS = 5;

    private StreamsAgreement() {}

    /**
     * Refuses implementations that disagree over 5 to 100 steps from zeros. Resets them behind itself.
     *
     * @param shape of the layer
     * @param streams how many
     * @param oneByOne a step of each stream in a call of its own
     * @param together a step of all streams in one call
     * @throws io.github.lanewise.bench.DisagreementException naming implementation, step and output
     */
    static void require(Shape shape, int streams, Stepper oneByOne, Stepper together) {
        int[] judged =
                IntStream.of(0, streams / 2, streams - 1).distinct().sorted().toArray();
        TextbookLstm[] textbooks = new TextbookLstm[judged.length];
        Arrays.setAll(textbooks, i -> new TextbookLstm(shape.lstm()));
        InputRing inputs = new InputRing(streams * shape.input());
        float[] expected = new float[streams * shape.hidden()];
        float[] found = new float[streams * shape.hidden()];
        for (int step = 0; step < Math.clamp(ROWS / streams, LEAST_STEPS, MOST_STEPS); step++) {
            String where = streams + " streams, LSTM " + shape + ", step " + step;
            float[] x = inputs.next();
            oneByOne.step(x, expected);
            together.step(x, found);
            Agreement.requireSameBits("together against one by one, " + where, expected, found);
            for (int i = 0; i < judged.length; i++) {
                requireTextbook(where, shape, judged[i], textbooks[i], x, expected);
            }
        }
        oneByOne.reset();
        together.reset();
    }

    private static void requireTextbook(
            String where, Shape shape, int stream, TextbookLstm textbook, float[] x, float[] all) {
        float[] expected = new float[shape.hidden()];
        textbook.step(Arrays.copyOfRange(x, stream * shape.input(), (stream + 1) * shape.input()), expected);
        float[] found = Arrays.copyOfRange(all, stream * shape.hidden(), (stream + 1) * shape.hidden());
        Agreement.requireWithin(
                "one by one against textbook, stream " + stream + " of " + where,
                StepAgreement.TOLERANCE,
                expected,
                found);
    }
}
