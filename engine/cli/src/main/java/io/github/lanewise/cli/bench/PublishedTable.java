package io.github.lanewise.cli.bench;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Tables of latencies that others have published. Rows have the sizes of theirs, with random weights of our own. Their figures
 * are of other machines and are not repeated here.
 */
public enum PublishedTable {
    /** One layer, as many inputs as units. */
    RTNEURAL(
            "RTNeural-shaped: one layer, one sample a step",
            "sizes of the benchmarks in github.com/jatinchowdhury18/RTNeural-compare (run_bench.sh); at their 48 kHz a"
                    + " sample comes every 20,833 ns") {
        @Override
        public List<Workload> all() {
            return Stream.of(CellKind.LSTM, CellKind.GRU)
                    .flatMap(kind -> layers(kind, 4, 8, 16, 32, 64))
                    .toList();
        }

        @Override
        List<Workload> some() {
            return layers(CellKind.LSTM, 8, 16, 32, 64).toList();
        }

        private Stream<Workload> layers(CellKind kind, int... sizes) {
            return Arrays.stream(sizes).mapToObj(size -> Workload.stack(title(), kind, new Shape(size, size, 1)));
        }
    },
    /** A stack of LSTMs and a linear layer that reads its last step, over a window that slides. */
    STAC(
            "STAC-shaped, unaudited: the answer of a window that slides by one row",
            "sizes of the models LSTM_A, LSTM_B and LSTM_C of STAC-ML Markets (Inference), stacresearch.com; random weights,"
                    + " not a STAC benchmark result") {
        @Override
        public List<Workload> all() {
            return List.of(window("A", 2, 100, 100, 50), window("B", 3, 200, 250, 100), window("C", 4, 1000, 500, 100));
        }

        @Override
        List<Workload> some() {
            return all().subList(0, 2);
        }

        private Workload window(String name, int layers, int units, int features, int steps) {
            return new Workload(
                    title(),
                    name + ": " + layers + "x" + units + ", " + steps + " rows",
                    steps,
                    () -> withLinear(new Shape(features, units, layers), 1, Head.LAST_STEP));
        }
    },
    /** A stack of LSTMs with as many inputs as units, and a linear layer of 32. */
    VOLLO(
            "VOLLO-shaped: one step, then a linear layer of 32",
            "sizes of the LSTM benchmarks in vollo.myrtle.ai/25.1.2/benchmark-lstm.html, whose figures are those of FPGAs with"
                    + " bfloat16") {
        @Override
        public List<Workload> all() {
            return List.of(
                    stack("tiny", 2, 128),
                    stack("small", 3, 256),
                    stack("med", 3, 480),
                    stack("med_deep", 6, 320),
                    stack("large", 3, 960));
        }

        @Override
        List<Workload> some() {
            return List.of(all().get(0), all().get(1), all().get(4));
        }

        private Workload stack(String name, int layers, int units) {
            return new Workload(
                    title(),
                    "lstm_" + name + ": " + layers + "x" + units,
                    0,
                    () -> withLinear(new Shape(units, units, layers), 32, Head.EVERY_STEP));
        }
    };

    private final String title;
    private final String source;

    PublishedTable(String title, String source) {
        this.title = title;
        this.source = source;
    }

    /**
     * What its rows measure.
     *
     * @return the name of its rows' table
     */
    public String title() {
        return title;
    }

    /**
     * Where the sizes are from.
     *
     * @return in one line
     */
    public String source() {
        return source;
    }

    /**
     * Its rows.
     *
     * @return all of them
     */
    public abstract List<Workload> all();

    /** The rows of a run that names no table. */
    abstract List<Workload> some();

    /**
     * The rows of a run that names neither a model nor a shape nor a table.
     *
     * @return some of each table
     */
    public static List<Workload> someOfEach() {
        List<Workload> rows = new ArrayList<>();
        for (PublishedTable table : values()) {
            rows.addAll(table.some());
        }
        return rows;
    }

    private static ModelSpec withLinear(Shape shape, int outputs, Head head) {
        SplittableRandom random = new SplittableRandom(shape.hidden());
        Tensor weight = Tensor.zeros(outputs, shape.hidden());
        double limit = 1 / Math.sqrt(shape.hidden());
        for (int i = 0; i < weight.data().length; i++) {
            weight.data()[i] = (float) random.nextDouble(-limit, limit);
        }
        return ModelSpec.builder()
                .add(shape.stack(CellKind.LSTM))
                .add(new LinearSpec("linear", weight, null))
                .head(head)
                .build();
    }
}
