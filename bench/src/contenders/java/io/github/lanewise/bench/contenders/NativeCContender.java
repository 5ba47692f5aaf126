package io.github.lanewise.bench.contenders;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The layer in C ({@code lstm.c}, beside this class), compiled for this machine by its own C compiler and called through
 * the JDK's foreign function interface, as cheaply as that goes: the bound for anything native.
 */
public final class NativeCContender implements Contender {
    private static final String SOURCE = "lstm.c";

    @Override
    public String name() {
        return "C by hand";
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() != Workload.Kind.CHUNK
                && workload.kind() != Workload.Kind.STREAMS
                && workload.stack().numLayers() == 1
                && workload.stack().directions() == 1;
    }

    @Override
    public Runner prepare(Workload workload) {
        // Half as wide vectors where blocks of units would otherwise be padded.
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        int width = lanes == 16 && workload.stack().hiddenSize() % 16 != 0 ? 8 : Math.max(8, lanes);
        try {
            return new NativeRunner(workload, compile(width));
        } catch (IOException e) {
            throw new UnavailableException("C by hand: expected a C compiler named cc: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("C by hand: interrupted while compiling", e);
        }
    }

    private static Path compile(int width) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("lanewise");
        Path source = directory.resolve(SOURCE);
        Path library = directory.resolve("liblstm.so");
        try (InputStream in = Objects.requireNonNull(NativeCContender.class.getResourceAsStream(SOURCE))) {
            Files.copy(in, source);
        }
        Process cc = new ProcessBuilder(
                        "cc",
                        "-O3",
                        "-march=native",
                        "-ffp-contract=fast",
                        "-mprefer-vector-width=512",
                        "-DW=" + width,
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(cc.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (cc.waitFor() != 0) {
            throw new IOException("cc failed: " + output);
        }
        for (Path path : new Path[] {library, source, directory}) {
            path.toFile().deleteOnExit();
        }
        return library;
    }

    @SuppressWarnings("restricted") // the benchmarks are started with native access allowed
    private static final class NativeRunner implements Runner {
        private final MethodHandle step;
        private final MethodHandle sequence;
        private final MethodHandle reset;
        private final MethodHandle free;
        private final MemorySegment lstm;
        private final Workload workload;

        /** Arena.global, not a confined one, which would slow down the engine: see Pinning. */
        NativeRunner(Workload workload, Path library) {
            this.workload = workload;
            Linker linker = Linker.nativeLinker();
            SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
            // Critical: no transition of the thread's state, and heap arrays are passed as they are.
            Linker.Option critical = Linker.Option.critical(true);
            step = linker.downcallHandle(
                    symbols.findOrThrow("lstm_step"), FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS), critical);
            sequence = linker.downcallHandle(
                    symbols.findOrThrow("lstm_run"),
                    FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                    critical);
            reset = linker.downcallHandle(symbols.findOrThrow("lstm_reset"), FunctionDescriptor.ofVoid(ADDRESS));
            free = linker.downcallHandle(symbols.findOrThrow("lstm_free"), FunctionDescriptor.ofVoid(ADDRESS));
            MethodHandle create = linker.downcallHandle(
                    symbols.findOrThrow("lstm_new"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                    critical);
            CellWeights cell = workload.stack().weights().getFirst();
            int hidden = workload.stack().hiddenSize();
            try {
                lstm = (MemorySegment) create.invokeExact(
                        workload.stack().inputSize(),
                        hidden,
                        MemorySegment.ofArray(cell.weightIh().data()),
                        MemorySegment.ofArray(cell.weightHh().data()),
                        MemorySegment.ofArray(sum(cell.biasIh(), cell.biasHh(), 4 * hidden)));
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private static float[] sum(@Nullable Tensor a, @Nullable Tensor b, int rows) {
            float[] sum = new float[rows];
            for (int row = 0; row < rows; row++) {
                sum[row] = (a == null ? 0 : a.data()[row]) + (b == null ? 0 : b.data()[row]);
            }
            return sum;
        }

        @Override
        public void run(float[] x, float[] y) {
            try {
                if (workload.kind() == Workload.Kind.STEP) {
                    step.invokeExact(lstm, MemorySegment.ofArray(x), MemorySegment.ofArray(y));
                } else {
                    sequence.invokeExact(
                            lstm,
                            MemorySegment.ofArray(x),
                            workload.steps(),
                            workload.batch(),
                            MemorySegment.ofArray(y));
                }
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void reset() {
            call(reset);
        }

        @Override
        public void close() {
            call(free);
        }

        private void call(MethodHandle function) {
            try {
                function.invokeExact(lstm);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
