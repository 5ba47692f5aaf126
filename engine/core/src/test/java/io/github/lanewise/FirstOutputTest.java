package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * No classes that the JVM makes at run time, before a model's first output and in the warming. It makes them for a lambda, a switch on
 * types, a record's {@code equals} and a concatenated string, when it first runs them. That takes 1 to 15 ms each, which was half of the
 * time to a first output once. The JVM's own log of classes is read.
 */
class FirstOutputTest {
    private static final String[] LOG = {"--add-modules", "jdk.incubator.vector", "-Xlog:class+load=info"};
    private static final String BEGIN = "the first model begins";
    private static final String END = "the first outputs are there";

    @Test
    void noClassIsMadeOnTheWayToAFirstOutput() throws Exception {
        List<String> lines = between(ScalarModels.class);
        assertTrue(
                lines.stream().anyMatch(line -> line.contains("io.github.lanewise.network.LinearStage")),
                lines::toString);
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> line.contains("$$") || line.contains("LambdaForm"))
                        .toList());
    }

    /** The Vector API makes some of its own. */
    @Test
    void theWarmingMakesNoneOfOurs() throws Exception {
        List<String> lines = between(WarmModel.class);
        assertTrue(
                lines.stream().anyMatch(line -> line.contains("io.github.lanewise.warm.LeafTrial")), lines::toString);
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> line.contains("io.github.lanewise") && line.contains("$$"))
                        .toList());
    }

    private static List<String> between(Class<?> main) throws IOException, InterruptedException {
        List<String> lines = ChildJvm.run(main, LOG).lines().toList();
        int begin = lines.indexOf(BEGIN);
        int end = lines.indexOf(END);
        assertTrue(0 <= begin && begin < end, lines::toString);
        return lines.subList(begin, end);
    }

    /** In the child: models of the usual layers, each stepped and run through a sequence. */
    static final class ScalarModels {
        private ScalarModels() {}

        public static void main(String[] args) {
            SplittableRandom random = new SplittableRandom(1);
            System.out.println(BEGIN);
            for (CellKind kind : CellKind.values()) {
                run(ModelSpec.ofStack(stack(kind, 3, random), true));
                run(ModelSpec.builder()
                        .add(stack(kind, 4, random))
                        .add(new LayerNormSpec("norm", Tensor.zeros(5), null, 1e-5f))
                        .add(linear(5, 4))
                        .add(new ActivationSpec(ActivationSpec.Function.TANH, 4))
                        .add(new SkipSpec(4))
                        .build());
                run(ModelSpec.builder()
                        .add(new EmbeddingSpec("embedding", Tensor.zeros(7, 3)))
                        .add(stack(kind, 3, random))
                        .add(linear(5, 2))
                        .build());
            }
            System.out.println(END);
        }

        private static RecurrentSpec stack(CellKind kind, int inputSize, SplittableRandom random) {
            return RecurrentSpec.builder(kind, inputSize, 5)
                    .name("stack")
                    .numLayers(2)
                    .buildUntrained(random);
        }

        private static LinearSpec linear(int inputSize, int outputSize) {
            return new LinearSpec("linear", Tensor.zeros(outputSize, inputSize), null);
        }

        private static void run(ModelSpec spec) {
            Model model = Model.of(spec, Backend.SCALAR);
            Session session = model.newSession();
            float[] y = new float[model.outputSize()];
            session.step(new float[model.inputSize()], model.newState(), y);
            session.run(new float[3 * model.inputSize()], 3, model.newState(), new float[3 * model.outputSize()]);
        }
    }

    /** In the child. */
    static final class WarmModel {
        private WarmModel() {}

        public static void main(String[] args) {
            RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 3, 20).buildUntrained(new SplittableRandom(1));
            System.out.println(BEGIN);
            Model.of(ModelSpec.ofStack(stack, true), Backend.AUTO).warmUp(Duration.ofSeconds(20));
            System.out.println(END);
        }
    }
}
