package io.github.lanewise.bench.report;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** A line a benchmark instead of JMH's hundred. What JMH says besides is kept for the case that a benchmark fails. */
final class BenchmarkProgress implements OutputFormat {
    private static final int KEPT = 40;

    private final PrintStream out;
    private final Deque<String> messages = new ArrayDeque<>();

    BenchmarkProgress(PrintStream out) {
        this.out = out;
    }

    /** What JMH said last, which is about the failure if there was one. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        messages.clear();
        StringBuilder line = new StringBuilder(Measurement.shortName(params.getBenchmark()));
        for (String key : params.getParamsKeys()) {
            line.append("  ").append(params.getParam(key));
        }
        out.println(line);
    }

    @Override
    public void println(String message) {
        if (!message.isBlank()) {
            messages.addLast(message);
        }
        if (messages.size() > KEPT) {
            messages.removeFirst();
        }
    }

    @Override
    public void print(String message) {
        println(message);
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {
        // Not a line of its own.
    }

    @Override
    public void iterationResult(BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {
        // On the page.
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        // On the page.
    }

    @Override
    public void startRun() {
        // The first benchmark's line follows.
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        // The page follows.
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }

    @Override
    public void verbosePrintln(String message) {
        // Nobody asked for it.
    }

    @Override
    public void write(int character) {
        // What forks print, character by character; their failures come as lines.
    }

    @Override
    public void write(byte[] characters) {
        // As above.
    }
}
