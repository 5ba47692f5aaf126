package io.github.lanewise.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.Backend;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.PrintWriter;
import java.util.ArrayList;
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

    /**
     * How far the model is from fp32 after some steps.
     *
     * @param steps how many
     * @param output of all steps up to there
     * @param state after that step; empty of a model that cannot step
     */
    private record Point(int steps, Deviation output, Deviation state) {}

    private List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < marks.length; i++) {
            Deviation output = new Deviation();
            outputs.subList(0, i + 1).forEach(output::add);
            points.add(new Point(marks[i], output, states.get(i)));
        }
        return points;
    }

    /** Prints a line for each mark: the output of all steps up to there, and the states after that step. */
    void print(PrintWriter out) {
        Table table = new Table("rrrrr").row("steps", "output, max", "output, RMS", "states, max", "states, RMS");
        for (Point point : points()) {
            boolean stateless = point.state().isEmpty();
            table.row(
                    Integer.toString(point.steps()),
                    Deviation.text(point.output().max()),
                    Deviation.text(point.output().rms()),
                    stateless ? "-" : Deviation.text(point.state().max()),
                    stateless ? "-" : Deviation.text(point.state().rms()));
        }
        table.print(out);
    }

    /** The same lines. */
    ArrayNode json() {
        return Json.objects(points().stream().map(PrecisionGrowth::json).toList());
    }

    private static ObjectNode json(Point point) {
        ObjectNode json = Json.object()
                .put("steps", point.steps())
                .put("output_max", point.output().max())
                .put("output_rms", point.output().rms());
        return point.state().isEmpty()
                ? json
                : json.put("states_max", point.state().max())
                        .put("states_rms", point.state().rms());
    }
}
