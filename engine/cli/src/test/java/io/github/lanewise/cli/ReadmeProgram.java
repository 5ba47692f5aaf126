package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** A program of the blocks of README and of engine/docs: what each takes for granted stands before it, what has to have come out after it. */
final class ReadmeProgram {
    /**
     * Such a block.
     *
     * @param part by which it is known among the others
     * @param given declarations of what it takes for granted
     * @param result statements that fail where it did not do what the page says
     */
    private record Block(String part, String given, String result) {}

    private static final String SMALL_MODEL = """
            Model model = Model.of(ModelSpec.ofStack(
                    RecurrentSpec.builder(CellKind.LSTM, 3, 5).buildUntrained(new SplittableRandom(1)), false));
            Session session = model.newSession();
            """;

    private static final List<Block> KNOWN = List.of(
            new Block("spec().describe()", "", ""),
            new Block("getResourceAsStream", "", """
                    require(packed.spec().batchOrder() == BatchOrder.BATCH_FIRST, packed.toString());
                    """),
            new Block("source.read(x)", """
                    Tensor rows = numbers(6, 3);
                    Rows source = new Rows(rows);
                    """, """
                    require(Arrays.equals(y, model.newSession().run(rows).data()), "steps as a sequence");
                    """),
            new Block("batchOfRows", """
                    Model model = Model.of(ModelSpec.ofStack(
                            RecurrentSpec.builder(CellKind.GRU, 3, 5).buildUntrained(new SplittableRandom(1)), true));
                    int steps = 4;
                    int batch = 2;
                    float[] data = numbers(batch, steps, 3).data();
                    """, """
                    require(answers.shapeText().equals("(2, 4, 5)") && numbers.length == 40, answers.shapeText());
                    """),
            new Block("Safetensors.read(", "", """
                    require(input.shapeText().equals("(6, 3)"), input.shapeText());
                    require(Arrays.equals(labels, new long[] {3, 1}), Arrays.toString(labels));
                    require(Arrays.equals(array.data(), input.data()), "the same numbers from both files");
                    """),
            new Block("newRunner(", """
                    int steps = 4;
                    int batch = 2;
                    float[] data = numbers(batch, steps, 3).data();
                    """, """
                    require(outputs.values().iterator().next().shapeText().equals("(2, 2)"), outputs.toString());
                    """),
            new Block("detector.onnx", "", """
                    require(detector.inputSize() == 288, "rows of the branch for 8 kHz");
                    """),
            new Block("amplifier", """
                    Map<String, Tensor> tensors =
                            RecurrentSpec.builder(CellKind.LSTM, 1, 32).buildUntrained(new Random(1)).tensors();
                    float[] weight = numbers(32).data();
                    float[] bias = numbers(1).data();
                    """, """
                    require(amplifier.canStep() && amplifier.outputSize() == 1, amplifier.toString());
                    """),
            new Block("Lstm.of(stack)", """
                    int steps = 5;
                    int batch = 2;
                    int[] lengths = {5, 3};
                    float[] data = numbers(steps, batch, 8).data();
                    RecurrentSpec trained = RecurrentSpec.builder(CellKind.LSTM, 8, 128)
                            .numLayers(2)
                            .bidirectional(true)
                            .buildUntrained(new SplittableRandom(1));
                    Map<String, Tensor> tensors = trained.tensors();
                    """, """
                    LstmOutput expected = Lstm.of(trained).run(Tensor.of(data, steps, batch, 8), StackOptions.none().lengths(lengths));
                    require(Arrays.equals(result.output().data(), expected.output().data()), "the trained stack's output");
                    require(result.output().shapeText().equals("(5, 2, 256)"), result.output().shapeText());
                    require(result.hN().shapeText().equals("(4, 2, 128)"), result.hN().shapeText());
                    require(result.cN().shapeText().equals("(4, 2, 128)"), result.cN().shapeText());
                    """),
            new Block("new RepeatSpec(", """
                    Map<String, Tensor> encoderTensors =
                            RecurrentSpec.builder(CellKind.LSTM, 8, 128).buildUntrained(new SplittableRandom(1)).tensors();
                    Map<String, Tensor> decoderTensors =
                            RecurrentSpec.builder(CellKind.LSTM, 128, 128).buildUntrained(new SplittableRandom(1)).tensors();
                    Tensor weight = numbers(8, 128);
                    Tensor bias = numbers(8);
                    """, """
                    Tensor decoded = Model.of(autoencoder).newSession().run(numbers(20, 3, 8));
                    require(decoded.shapeText().equals("(50, 3, 8)"), decoded.shapeText());
                    """),
            new Block(".head(Head.LAST_STEP)", """
                    int steps = 5;
                    int batch = 2;
                    int[] lengths = {5, 3};
                    float[] data = numbers(batch, steps, 8).data();
                    Map<String, Tensor> tensors =
                            RecurrentSpec.builder(CellKind.LSTM, 8, 128).buildUntrained(new SplittableRandom(1)).tensors();
                    Tensor weight = numbers(10, 128);
                    Tensor bias = numbers(10);
                    """, """
                    require(answers.shapeText().equals("(2, 10)"), answers.shapeText());
                    for (int row = 0; row < 2; row++) {
                        double sum = 0;
                        for (int label = 0; label < 10; label++) {
                            sum += Math.exp(answers.data()[row * 10 + label]);
                        }
                        require(Math.abs(sum - 1) < 1e-5, "probabilities add up to " + sum);
                    }
                    """),
            new Block("session.step(rows, streams", SMALL_MODEL, """
                    float[] alone = new float[5];
                    session.step(new float[3], model.newState(), alone);
                    require(Arrays.equals(alone, Arrays.copyOfRange(answers, 10, 15)), "the third stream alone");
                    """),
            new Block("model.newWindow(", SMALL_MODEL + """
                    Rows sensor = new Rows(numbers(60, 3));
                    float[] x = new float[3];
                    float[] answer = new float[5];
                    """, """
                    float[] whole = new float[50 * 5];
                    session.run(Arrays.copyOfRange(numbers(60, 3).data(), 30, 180), 50, model.newState(), whole);
                    require(Arrays.equals(answer, Arrays.copyOfRange(whole, 49 * 5, 50 * 5)), "the last 50 rows");
                    """),
            new Block("StreamExecutor.<String>builder", SMALL_MODEL + """
                    float[] row = {1, 2, 3};
                    """, ""),
            new Block("executor.swap(", SMALL_MODEL + """
                    StreamExecutor<String> executor = StreamExecutor.<String>builder(model).start();
                    executor.submit("device 17", new float[3]).join();
                    Model retrained = Model.of(ModelSpec.ofStack(
                            RecurrentSpec.builder(CellKind.LSTM, 3, 5).buildUntrained(new SplittableRandom(2)), false));
                    """, """
                    require(version == 2, "version " + version);
                    require(executor.submit("device 17", new float[3]).join().modelVersion() == 2, "the second model");
                    executor.close();
                    """),
            new Block("model.warmUp(", """
                    Model model = Model.of(ModelSpec.ofStack(
                            RecurrentSpec.builder(CellKind.LSTM, 3, 5).buildUntrained(new SplittableRandom(1)), false));
                    """, """
                    require(warmUp.outcome() != WarmUp.Outcome.WARM || model.isWarm(), warmUp.message());
                    """),
            new Block("Model.builder(spec)", """
                    ModelSpec spec = ModelSpec.ofStack(
                            RecurrentSpec.builder(CellKind.GRU, 3, 5).buildUntrained(new SplittableRandom(1)), false);
                    Tensor sequence = numbers(4, 3);
                    """, ""),
            new Block("waves.safetensors", "", ""),
            new Block("driver.onBlock(", """
                    Driver driver = new Driver();
                    """, """
                    float[] sound = numbers(100).data();
                    float[] played = driver.play(sound, 64);
                    require(Arrays.equals(played, effect.newSession().run(Tensor.of(sound, 100, 1)).data()), "blocks as the whole sound");
                    """),
            new Block("SoundPipeline.read(", """
                    float[] recording = numbers(80).data();
                    Rows microphone = new Rows(Tensor.of(recording, 10, 8));
                    """, """
                    require(clean.hasShape(80, 1) && denoiser.latency() == 24, clean.shapeText());
                    require(Arrays.equals(out, Arrays.copyOfRange(clean.data(), 80 - 24 - 8, 80 - 24)), "the last hop");
                    """),
            new Block("Stft.of(", """
                    float[] samples = numbers(4000).data();
                    """, """
                    require(spectra.hasShape(26, 201, 2), spectra.shapeText());
                    for (int i = 0; i < samples.length; i++) {
                        require(Math.abs(samples[i] - back[i]) < 1e-5, "sample " + i);
                    }
                    for (float band : bands) {
                        require(band >= -100 && band < 60, "decibels " + band);
                    }
                    """),
            new Block("session.trace(", """
                    int steps = 4;
                    int unit = 2;
                    Session session = Model.of(ModelSpec.ofStack(
                                    RecurrentSpec.builder(CellKind.LSTM, 3, 5).buildUntrained(new SplittableRandom(1)), false))
                            .newSession();
                    """, """
                    session.run(numbers(steps, 3));
                    for (float gate : forget) {
                        require(gate > 0 && gate < 1, "a forget gate of " + gate);
                    }
                    """));

    private static final String BEGINNING = """
            import io.github.lanewise.*;
            import io.github.lanewise.formats.*;
            import io.github.lanewise.formats.audio.*;
            import io.github.lanewise.formats.io.*;
            import io.github.lanewise.formats.model.*;
            import io.github.lanewise.formats.onnx.*;
            import io.github.lanewise.formats.pipeline.*;
            import io.github.lanewise.formats.spectrum.*;
            import io.github.lanewise.formats.tensors.*;
            import io.github.lanewise.serving.*;
            import io.github.lanewise.spec.*;
            import java.io.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;

            public final class Readme {
                private static void require(boolean holds, String what) {
                    if (!holds) {
                        throw new IllegalStateException("expected otherwise: " + what);
                    }
                }

                private static Tensor numbers(int... shape) {
                    Tensor tensor = Tensor.zeros(shape);
                    SplittableRandom random = new SplittableRandom(7);
                    for (int i = 0; i < tensor.data().length; i++) {
                        tensor.data()[i] = (float) random.nextDouble(-1, 1);
                    }
                    return tensor;
                }

                private static final class Application {}

                private interface Block {
                    void fill(float[] in, float[] out, int samples);
                }

                private static final class Driver {
                    private Block block = (in, out, samples) -> {};

                    void onBlock(Block ofTheProgram) {
                        block = ofTheProgram;
                    }

                    float[] play(float[] sound, int most) {
                        float[] played = new float[sound.length];
                        float[] out = new float[most];
                        for (int at = 0; at < sound.length; at += most) {
                            int samples = Math.min(most, sound.length - at);
                            block.fill(Arrays.copyOfRange(sound, at, at + most), out, samples);
                            System.arraycopy(out, 0, played, at, samples);
                        }
                        return played;
                    }
                }

                private static final class Rows {
                    private final Tensor rows;
                    private int next;

                    Rows(Tensor rows) {
                        this.rows = rows;
                    }

                    boolean read(float[] x) {
                        if (next == rows.size(0)) {
                            return false;
                        }
                        System.arraycopy(rows.data(), next++ * x.length, x, 0, x.length);
                        return true;
                    }
                }

                public static void main(String[] arguments) throws Exception {
            """;

    private ReadmeProgram() {}

    /**
     * Java source of a class {@code Readme} that runs blocks one after the other, then says how many they were.
     *
     * @param blocks as they stand in the pages
     */
    static String of(List<String> blocks) {
        StringBuilder source = new StringBuilder(BEGINNING);
        for (String block : blocks) {
            Block known = known(block);
            source.append("{\n")
                    .append(known.given())
                    .append(block)
                    .append(known.result())
                    .append("}\n");
        }
        return source.append("System.out.println(\"")
                .append(blocks.size())
                .append(" blocks\");\n}\n}\n")
                .toString();
    }

    private static Block known(String block) {
        List<Block> found =
                KNOWN.stream().filter(known -> block.contains(known.part())).toList();
        assertEquals(
                1,
                found.size(),
                () -> "what the page takes for granted here, and what comes out, stands in no one block of"
                        + " ReadmeProgram:\n" + block);
        return found.getFirst();
    }
}
