package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How far a reduced model's output and states move away from those of fp32 as sequences go on. */
final class PrecisionGrowth {
    private static final int[] MARKS = {1, 10, 100, 1000};

    private final int[] marks;
    /** Of the steps between a mark and the one before. */
    private final List<Deviation> outputs;

    private final List<Deviation> states;

    private PrecisionGrowth(int[] marks) {
        this.marks = marks;
        this.outputs = Stream.generate(Deviation::new).limit(marks.length).toList();
        this.states = Stream.generate(Deviation::new).limit(marks.length).toList();
    }

    /** Why a model has no output after each step; empty if it has. */
    static String impossible(ModelSpec spec) {
        String reason = spec.wholeSequenceReason();
        return reason == null || ModelPrefix.writesInputSteps(spec)
                ? ""
                : reason + " needs the whole sequence, and it writes no row each step";
    }

    /**
     * Follows all sequences.
     *
     * @param reduced a model with an output after each step
     * @throws CommandException if the backend cannot compute here
     */
    static PrecisionGrowth of(ModelSpec reduced, Backend backend, Sequences sequences) throws CommandException {
        ModelSpec everyStep = ModelPrefix.everyStep(reduced);
        Engine found = Engine.of(everyStep, backend);
        Engine expected = Engine.of(everyStep.withPrecision(Precision.FP32), backend);
        PrecisionGrowth growth = new PrecisionGrowth(marks(sequences.steps()));
        for (int row = 0; row < sequences.batch(); row++) {
            Sequences alone = sequences.alone(row);
            growth.add(Course.of(expected, alone, growth.marks), Course.of(found, alone, growth.marks), alone.steps());
        }
        return growth;
    }

    /** Powers of ten, and the last step before a thousand. */
    private static int[] marks(int steps) {
        IntStream before = IntStream.of(MARKS).filter(mark -> mark < steps);
        return IntStream.concat(before, IntStream.of(steps)).toArray();
    }

    private void add(Course expected, Course found, int steps) {
        int features = expected.output().length / steps;
        int from = 0;
        for (int i = 0; i < marks.length && from < steps; i++) {
            int to = Math.min(marks[i], steps);
            for (int at = from * features; at < to * features; at++) {
                outputs.get(i).add(expected.output()[at], found.output()[at]);
            }
            from = to;
        }
        for (int i = 0; i < expected.states().size(); i++) {
            states.get(i)
                    .add(Deviation.of(expected.states().get(i), found.states().get(i)));
        }
    }

    /** Prints a line for each mark: the output of all steps up to there, and the states after that step. */
    void print(PrintWriter out) {
        Table table = new Table("rrrrr").row("steps", "output, max", "output, RMS", "states, max", "states, RMS");
        Deviation output = new Deviation();
        for (int i = 0; i < marks.length; i++) {
            output.add(outputs.get(i));
            Deviation state = states.get(i);
            table.row(
                    Integer.toString(marks[i]),
                    Deviation.text(output.max()),
                    Deviation.text(output.rms()),
                    state.isEmpty() ? "-" : Deviation.text(state.max()),
                    state.isEmpty() ? "-" : Deviation.text(state.rms()));
        }
        table.print(out);
    }
}
