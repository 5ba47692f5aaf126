package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import io.github.lanewise.warm.Warming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process from its start: each in a JVM of its own, since in this one other tests have warmed what there is. */
class WarmUpTest {
    /** Long enough for any machine; a warm process takes seconds. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final String[] VECTORS = {"--add-modules", "jdk.incubator.vector"};

    private static ModelSpec spec(CellKind kind, int inputs, int hidden) {
        return ModelSpec.ofStack(
                RecurrentSpec.builder(kind, inputs, hidden).buildUntrained(new SplittableRandom(5)), false);
    }

    private static String child(Class<?> main, String... flags) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(VECTORS));
        all.addAll(List.of(flags));
        return ChildJvm.run(main, all.toArray(new String[0]));
    }

    @Test
    void scalarCodeHasNothingToWarm() {
        Model model = Model.of(spec(CellKind.LSTM, 3, 5), Backend.SCALAR);
        assertEquals(WarmUp.Outcome.SCALAR, model.warmUp().outcome());
        assertFalse(model.isWarm());
        assertEquals("scalar", model.describeBackend());
    }

    @Test
    void theLimitIsKeptAndAnInterruptEndsTheWait() {
        Model model = Model.paused(spec(CellKind.LSTM, 3, 5), 1);
        WarmUp late = model.warmUp(Duration.ofMillis(1));
        assertEquals(WarmUp.Outcome.TIMED_OUT, late.outcome());
        assertTrue(late.message().contains("not warm after 1 ms; scalar"), late.message());
        Thread.currentThread().interrupt();
        assertEquals(WarmUp.Outcome.INTERRUPTED, model.warmUp(LIMIT).outcome());
        assertTrue(Thread.interrupted());
    }

    /** From scalar code to vector code by itself, the same bits, and no thread left in the end. */
    @Test
    void aModelBeginsWithScalarCodeAndBecomesWarm() throws Exception {
        String text = child(FromTheStart.class);
        assertTrue(text.contains("first scalar, until vector code is warm"), text);
        assertTrue(text.contains("outcome WARM warm true then vector, "), text);
        assertTrue(text.contains("same bits true"), text);
        assertTrue(text.contains("threads []"), text);
    }

    /** Takes steps before and after, and prints what computed. */
    static final class FromTheStart {
        private FromTheStart() {}

        public static void main(String[] args) throws InterruptedException {
            ModelSpec spec = spec(CellKind.LSTM, 40, 64);
            Model model = Model.of(spec);
            Session session = model.newSession();
            State state = model.newState();
            Session scalar = Model.of(spec, Backend.SCALAR).newSession();
            State expected = scalar.model().newState();
            float[] x = new float[40];
            boolean same = true;
            System.out.println("first " + model.describeBackend());
            for (int i = 0; i < 200; i++) {
                x[i % 40] = i * 0.01f;
                float[] y = new float[64];
                float[] z = new float[64];
                session.step(x, state, y);
                scalar.step(x, expected, z);
                Bits.assertSame("step " + i, z, y);
                if (i == 100) {
                    WarmUp warmUp = model.warmUp(LIMIT);
                    System.out.println("outcome " + warmUp.outcome() + " warm " + model.isWarm() + " then "
                            + model.describeBackend());
                }
            }
            System.out.println("same bits " + same);
            System.out.println("threads " + warmingThreads());
        }
    }

    /** Those that are still there a while after the warming; it ends by itself, so this waits for it. */
    private static List<String> warmingThreads() throws InterruptedException {
        List<String> names = names();
        for (int i = 0; i < 1_000 && !names.isEmpty(); i++) {
            Thread.sleep(10);
            names = names();
        }
        return names;
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("lanewise"))
                .toList();
    }

    /** The warming is not waited for: it has a second to go when main ends. */
    @Test
    void aProgramWhoseMainEndsEnds() throws Exception {
        assertTrue(child(OneStep.class).endsWith("done" + System.lineSeparator()));
    }

    /** One step and out. */
    static final class OneStep {
        private OneStep() {}

        public static void main(String[] args) {
            Model model = Model.of(spec(CellKind.GRU, 40, 64));
            model.newSession().step(new float[40], model.newState(), new float[64]);
            System.out.println("done");
        }
    }

    /** What one model has warmed is warm for the next, and a leaf is told of once. */
    @Test
    void tenModelsOfDifferentShapesWarmEachLeafOnce() throws Exception {
        Path file = Files.createTempFile("lanewise-warm-up", ".jfr");
        try {
            String text = child(TenModels.class, "-Dlanewise.test.recording=" + file);
            assertTrue(text.contains("warm models 10"), text);
            Map<String, Integer> leaves = new HashMap<>();
            int changes = 0;
            int compiled = 0;
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                switch (event.getEventType().getName()) {
                    case "io.github.lanewise.LeafWarmed" -> {
                        assertTrue(event.getBoolean("warm"), event::toString);
                        leaves.merge(event.getString("leaf"), 1, Integer::sum);
                    }
                    case "io.github.lanewise.ChangedOver" -> changes++;
                    case "io.github.lanewise.ModelCompiled" -> compiled++;
                    default -> {}
                }
            }
            System.out.println("ten models warmed " + leaves);
            assertEquals(10, changes);
            assertEquals(10, compiled);
            assertTrue(leaves.containsKey("LSTM") && leaves.containsKey("GRU"), leaves::toString);
            assertTrue(leaves.values().stream().allMatch(times -> times == 1), leaves::toString);
        } finally {
            Files.delete(file);
        }
    }

    /** Makes ten models, waits for all of them, and writes a recording. */
    static final class TenModels {
        private TenModels() {}

        public static void main(String[] args) throws IOException {
            try (Recording recording = new Recording()) {
                for (String event : List.of("LeafWarmed", "ChangedOver", "ModelCompiled")) {
                    recording.enable("io.github.lanewise." + event);
                }
                recording.start();
                List<Model> models = new ArrayList<>();
                int[] sizes = {5, 8, 16, 20, 33, 40, 64, 91, 128};
                for (int i = 0; i < sizes.length; i++) {
                    models.add(Model.of(spec(i % 2 == 0 ? CellKind.LSTM : CellKind.GRU, 3 + i, sizes[i])));
                }
                models.add(Model.of(ModelSpec.builder()
                        .add(RecurrentSpec.builder(CellKind.RNN_TANH, 4, 70)
                                .name("rnn")
                                .buildUntrained(new SplittableRandom(2)))
                        .add(new LinearSpec("linear", Tensor.zeros(6, 70), null))
                        .activation(ActivationSpec.Function.SOFTMAX)
                        .build()));
                int warm = 0;
                for (Model model : models) {
                    warm += model.warmUp(LIMIT).outcome() == WarmUp.Outcome.WARM ? 1 : 0;
                }
                System.out.println("warm models " + warm);
                recording.dump(Path.of(System.getProperty("lanewise.test.recording")));
            }
        }
    }

    /** A step that takes longer than the recording's threshold is told of, and nothing where nobody records. */
    @Test
    void slowStepsAreRecorded() throws Exception {
        Model model = Model.of(spec(CellKind.LSTM, 40, 300), Backend.SCALAR);
        Session session = model.newSession();
        State state = model.newState();
        float[] x = new float[40];
        float[] y = new float[300];
        session.step(x, state, y);
        Path file = Files.createTempFile("lanewise-steps", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.github.lanewise.SlowStep").withThreshold(Duration.ofNanos(1));
            recording.start();
            session.step(x, state, y);
            recording.stop();
            session.step(x, state, y);
            recording.dump(file);
            List<RecordedEvent> steps = RecordingFile.readAllEvents(file);
            assertEquals(1, steps.size());
            assertEquals("LSTM(40, 300) on scalar", steps.getFirst().getString("model"));
        } finally {
            Files.delete(file);
        }
    }

    /**
     * A compilation gone wrong, for which the JVM is told not to compile a leaf of the class that comes first. Its copies have
     * other names; told not to compile those either, the engine stays with scalar code and says so.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBadCompilationIsMendedOrScalarCodeStays(boolean canBeMended) throws Exception {
        String text = (canBeMended ? Spoilt.ONE_CLASS : Spoilt.ALL_CLASSES).get();
        if (canBeMended) {
            assertTrue(text.contains("outcome=WARM"), text);
            assertTrue(text.contains("LSTM warm false after 1"), text);
            assertTrue(text.contains("LSTM warm true after 2") || text.contains("LSTM warm true after 3"), text);
        } else {
            assertTrue(text.contains("outcome=SCALAR"), text);
            assertTrue(text.contains("in 3 tries the JVM's compiler has made no fast code"), text);
            assertTrue(
                    text.contains("LSTM warm false after 1, LSTM warm false after 2, LSTM warm false after 3"), text);
            assertTrue(text.contains("computes scalar"), text);
        }
        assertTrue(text.contains("same bits"), text);
    }

    /** What programs print whose JVM does not compile some leaves. They wait for most of their time, so all run at once. */
    private static final class Spoilt {
        static final Future<String> ONE_CLASS = start("VectorLstm::gates");
        static final Future<String> ALL_CLASSES = start("VectorLstm*::gates");
        static final Future<String> TILES = start("VectorSix*::tile6x*");

        private static Future<String> start(String leaf) {
            FutureTask<String> text = new FutureTask<>(() -> child(
                    Mended.class,
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=exclude,io.github.lanewise.kernel." + leaf));
            Thread.ofPlatform().daemon().start(text);
            return text;
        }
    }

    /** Steps do not need tiles: without them the model changes over, and computes its batches row by row. */
    @Test
    void withoutTilesBatchesGoRowByRow() throws Exception {
        String text = Spoilt.TILES.get();
        assertTrue(text.contains("outcome=WARM"), text);
        assertTrue(text.contains("measured to be fast; batches go row by row; TILE_8: "), text);
        assertTrue(text.contains("Lanewise computes batches row by row: in 3 tries"), text);
        assertTrue(text.contains("computes vector"), text);
        assertTrue(text.contains("same bits"), text);
    }

    /** Warms a model with little patience, so that the test need not wait for the usual limit three times. */
    static final class Mended {
        private Mended() {}

        public static void main(String[] args) throws IOException {
            Warming.patience(Duration.ofSeconds(6));
            ModelSpec spec = spec(CellKind.LSTM, 40, 64);
            Path file = Files.createTempFile("lanewise-mended", ".jfr");
            try (Recording recording = new Recording()) {
                recording.enable("io.github.lanewise.LeafWarmed");
                recording.start();
                Model model = Model.of(spec);
                System.out.println("outcome " + model.warmUp(LIMIT));
                System.out.println("computes " + model.describeBackend());
                Model scalar = Model.of(spec, Backend.SCALAR);
                float[] y = new float[64];
                float[] z = new float[64];
                model.newSession().step(new float[40], model.newState(), y);
                scalar.newSession().step(new float[40], scalar.newState(), z);
                Bits.assertSame("step", z, y);
                Tensor batch = Tensor.zeros(3, 7, 40);
                float[] rows = model.newSession().run(batch).data();
                Bits.assertSame("batch", scalar.newSession().run(batch).data(), rows);
                System.out.println("same bits");
                recording.dump(file);
                System.out.println(RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getString("leaf").equals("LSTM"))
                        .map(event -> "LSTM warm " + event.getBoolean("warm") + " after " + event.getInt("tries"))
                        .collect(Collectors.joining(", ")));
            } finally {
                Files.delete(file);
            }
        }
    }
}
