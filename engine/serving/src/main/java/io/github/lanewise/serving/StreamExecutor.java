package io.github.lanewise.serving;

import io.github.lanewise.Model;
import io.github.lanewise.SwapMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Steps any number of streams for any number of threads. A row is submitted with the name of its stream; rows of one stream take
 * their steps in the order in which they were submitted, each stream's results are the same bits as from a {@link
 * io.github.lanewise.Session} of its own, and rows of different streams that wait at the same time take theirs together, in one
 * pass over the weights.
 *
 * <p>The executor has the streams' states. A stream begins with its first row and goes on until {@link #end}. Streams that are idle
 * go to a {@link StateStore}, if so configured, and come back with their next row. A row that is accepted gets a result: what the
 * model said, or why its step was not taken. Where it was not taken, the stream stays as it was.
 *
 * <p>Thread-safe. The worker's threads end with {@link #close} or {@link #closeNow}; the model is the caller's to close.
 *
 * @param <K> identifies streams; of a class with {@code equals} and {@code hashCode}
 */
public final class StreamExecutor<K> implements AutoCloseable {
    private final ServingSettings<K> settings;
    private final List<Worker<K>> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile ModelVersion version;
    private boolean closed;

    StreamExecutor(ModelVersion first, ServingSettings<K> settings) {
        this.settings = settings;
        version = first;
        for (int i = 0; i < settings.workers(); i++) {
            Worker<K> worker = new Worker<>(() -> version, settings);
            workers.add(worker);
            threads.add(Thread.ofPlatform().name("lanewise-worker-" + i).unstarted(worker));
        }
        threads.forEach(Thread::start);
    }

    /**
     * Configures an executor.
     *
     * @param <K> identifies streams
     * @param model what computes
     * @return a builder
     */
    public static <K> StreamExecutorBuilder<K> builder(Model model) {
        return new StreamExecutorBuilder<>(model);
    }

    /**
     * The next row of a stream.
     *
     * @param stream which
     * @param row inputSize floats, which are copied
     * @return what the model says. {@link CompletableFuture#cancel} keeps the step from being taken if it has not begun, and returns
     *     false if it has
     * @throws IllegalArgumentException if the row has another number of floats, or one that is not finite
     * @throws RejectedExecutionException if the executor is closed, or as many rows wait as may and the policy says so
     */
    public CompletableFuture<StepResult> submit(K stream, float[] row) {
        return submit(stream, row, Long.MAX_VALUE, null);
    }

    /**
     * The next row of a stream, for a limited time.
     *
     * @param stream which
     * @param row inputSize floats, which are copied
     * @param deadline how long the row may wait before its step begins. After that the step is not taken, and the result is a {@link
     *     java.util.concurrent.TimeoutException}
     * @return what the model says
     * @throws IllegalArgumentException if the row has another number of floats, or one that is not finite
     * @throws RejectedExecutionException if the executor is closed, or as many rows wait as may and the policy says so
     */
    public CompletableFuture<StepResult> submit(K stream, float[] row, Duration deadline) {
        return submit(stream, row, nanos(deadline), null);
    }

    /**
     * The next row of a stream, whose result goes to a listener.
     *
     * @param stream which
     * @param row inputSize floats, which are copied
     * @param listener told on the worker's thread, before the future is completed
     * @return what the model says
     * @throws IllegalArgumentException if the row has another number of floats, or one that is not finite
     * @throws RejectedExecutionException if the executor is closed, or as many rows wait as may and the policy says so
     */
    public CompletableFuture<StepResult> submit(K stream, float[] row, StepListener<K> listener) {
        return submit(stream, row, Long.MAX_VALUE, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * The next row of a stream, for a limited time, whose result goes to a listener.
     *
     * @param stream which
     * @param row inputSize floats, which are copied
     * @param deadline how long the row may wait before its step begins
     * @param listener told on the worker's thread, before the future is completed
     * @return what the model says
     * @throws IllegalArgumentException if the row has another number of floats, or one that is not finite
     * @throws RejectedExecutionException if the executor is closed, or as many rows wait as may and the policy says so
     */
    public CompletableFuture<StepResult> submit(K stream, float[] row, Duration deadline, StepListener<K> listener) {
        return submit(stream, row, nanos(deadline), Objects.requireNonNull(listener, "listener"));
    }

    private static long nanos(Duration deadline) {
        return deadline.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : deadline.toNanos();
    }

    private CompletableFuture<StepResult> submit(
            K stream, float[] row, long patience, @Nullable StepListener<K> listener) {
        Model model = version.model();
        if (row.length != model.inputSize()) {
            throw new IllegalArgumentException(
                    "row of stream '" + stream + "': expected " + model.inputSize() + " floats, found " + row.length);
        }
        if (settings.refusesNotFinite()) {
            for (int i = 0; i < row.length; i++) {
                if (!Float.isFinite(row[i])) {
                    throw new IllegalArgumentException("row of stream '" + stream + "': expected finite floats, found "
                            + row[i] + " at index " + i);
                }
            }
        }
        return put(new RowSubmission<>(stream, row.clone(), model.outputSize(), patience, listener));
    }

    /**
     * The state of a stream after the rows that were submitted before; the stream goes on.
     *
     * @param stream which; one that is not known begins
     * @return bytes as {@link io.github.lanewise.State#toBytes()} saves them
     * @throws RejectedExecutionException if the executor is closed, or as many rows wait as may and the policy says so
     */
    public CompletableFuture<byte[]> save(K stream) {
        return put(new StateSubmission<>(stream, false));
    }

    /**
     * Ends a stream after the rows that were submitted before. A row that is submitted later begins a new one.
     *
     * @param stream which
     * @return its last state, as {@link io.github.lanewise.State#toBytes()} saves it
     * @throws RejectedExecutionException if the executor is closed, or as many rows wait as may and the policy says so
     */
    public CompletableFuture<byte[]> end(K stream) {
        return put(new StateSubmission<>(stream, true));
    }

    private <T> CompletableFuture<T> put(Submission<K, T> submission) {
        int hash = Objects.requireNonNull(submission.stream(), "stream").hashCode();
        Inbox<K> inbox =
                workers.get(Math.floorMod(hash ^ (hash >>> 16), workers.size())).inbox();
        // A worker that waited for room at a worker, itself or another one, might wait for ever.
        boolean waits = settings.whenFull() == WhenFull.BLOCK && !threads.contains(Thread.currentThread());
        if (!inbox.put(submission, waits)) {
            settings.metrics().rejected();
            throw new RejectedExecutionException("executor: expected room for a row, found " + settings.queueCapacity()
                    + " waiting; submit fewer, give it more workers, or let it block");
        }
        return submission;
    }

    /**
     * Changes to another model under load. Each step is of one model, and its result says of which. No row is lost.
     *
     * @param next the model from now on
     * @param mode what becomes of the streams
     * @return the version's number, once every worker computes with it; the model before may be closed then
     * @throws IllegalArgumentException if streams are to go on and the model has other layers
     * @throws IllegalStateException if the model cannot step, or the executor is closed
     */
    public synchronized CompletableFuture<Long> swap(Model next, SwapMode mode) {
        if (closed) {
            throw new IllegalStateException("executor: expected an open one, found one that was closed");
        }
        next.newState(); // refuses a model that cannot step
        ModelVersion after = version.next(next, mode, workers.size());
        version = after;
        workers.forEach(worker -> worker.inbox().wake());
        return after.adopted();
    }

    /**
     * The number of the model that computes: 1 for the first, one more for each that was swapped in.
     *
     * @return the version
     */
    public long modelVersion() {
        return version.number();
    }

    /**
     * Takes no more rows, finishes those that it has taken, saves every stream's state to the store, and ends.
     *
     * @throws IllegalStateException if states could not be saved, or one of the executor's own threads calls
     */
    @Override
    public void close() {
        end(worker -> worker.inbox().close());
    }

    /**
     * Takes no more rows, hands back those whose steps have not begun, saves every stream's state to the store, and ends. The futures
     * of what is handed back are cancelled.
     *
     * @return the rows, in the order of each stream
     * @throws IllegalStateException if states could not be saved, or one of the executor's own threads calls
     */
    public List<UnfinishedRow<K>> closeNow() {
        end(Worker::handBack);
        List<UnfinishedRow<K>> rows = new ArrayList<>();
        workers.forEach(worker -> rows.addAll(worker.unfinished()));
        return List.copyOf(rows);
    }

    private void end(Consumer<Worker<K>> how) {
        if (threads.contains(Thread.currentThread())) {
            throw new IllegalStateException(
                    "executor: expected another thread to close it, found one of its own workers,"
                            + " which cannot wait for itself");
        }
        synchronized (this) {
            closed = true;
        }
        workers.forEach(how);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        int unsaved = workers.stream().mapToInt(Worker::unsaved).sum();
        if (unsaved > 0) {
            throw new IllegalStateException("executor: expected the store to take every state, found " + unsaved
                    + " that it did not; the log says why");
        }
    }
}
