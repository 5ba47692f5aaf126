package io.github.lanewise.serving;

import io.github.lanewise.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One of an executor's threads with the streams that are its own. Nothing of a stream is shared, so its rows stay in order without
 * a lock.
 *
 * @param <K> identifies streams
 */
final class Worker<K> implements Runnable {
    /** An idle worker looks so often whether a stream is idle for too long. */
    private static final long NAP_NANOS = 50_000_000;

    private final Supplier<ModelVersion> current;
    private final ServingSettings<K> settings;
    private final ServingMetrics metrics;
    private final Inbox<K> inbox;
    private final StreamTable<K> streams;
    private final ReadyStreams<K> ready = new ReadyStreams<>();
    private final List<UnfinishedRow<K>> unfinished = new ArrayList<>();
    private ModelVersion version;
    private MicroBatch<K> batch;
    private volatile boolean handsBack;
    private volatile int unsaved;

    Worker(Supplier<ModelVersion> current, ServingSettings<K> settings) {
        this.current = current;
        this.settings = settings;
        metrics = settings.metrics();
        inbox = new Inbox<>(settings.queueCapacity());
        streams = new StreamTable<>(
                settings.store(),
                metrics,
                settings.maxStreams(),
                settings.evictAfter().toNanos());
        version = current.get();
        batch = new MicroBatch<>(version, settings.batchSize());
    }

    Inbox<K> inbox() {
        return inbox;
    }

    /** Ends the thread once what waits has been handed back instead of computed. */
    void handBack() {
        handsBack = true;
        inbox.close();
    }

    /** Rows that were handed back; to be asked once the thread has ended. */
    List<UnfinishedRow<K>> unfinished() {
        return unfinished;
    }

    /** States that could not be saved at the end. */
    int unsaved() {
        return unsaved;
    }

    @Override
    public void run() {
        version.adoptedByOneMore();
        try {
            work();
            adopt(); // what was swapped in just before the end
            unsaved = streams.saveAll(version);
        } catch (RuntimeException | Error e) {
            die(e);
        }
    }

    private void work() {
        while (true) {
            adopt();
            receive();
            long now = System.nanoTime();
            if (handsBack) {
                endAll(new CancellationException("the executor was closed before this began"), unfinished);
            }
            if (ready.size() == 0) {
                if (inbox.isFinished()) {
                    return;
                }
                streams.evict(now);
                inbox.sleep(NAP_NANOS);
            } else {
                long nanos = nanosToWait(now);
                if (nanos > 0) {
                    inbox.sleep(nanos);
                } else {
                    step(now);
                    streams.evict(now);
                }
            }
        }
    }

    /** Nothing that is waiting here or on its way waits for ever. */
    private void die(Throwable reason) {
        System.getLogger("io.github.lanewise.serving")
                .log(System.Logger.Level.ERROR, "a worker ended; rows of its streams are refused from now on", reason);
        inbox.close();
        batch.abandon(reason);
        while (!inbox.isFinished()) {
            receive();
            endAll(reason, new ArrayList<>());
            inbox.sleep(NAP_NANOS);
        }
        receive();
        endAll(reason, new ArrayList<>());
        adopt();
    }

    /** Between two batches, so that a batch is of one version. */
    private void adopt() {
        ModelVersion next = current.get();
        if (next == version) {
            return;
        }
        long before = version.number();
        version = next;
        batch = new MicroBatch<>(next, settings.batchSize());
        for (ModelVersion each = next; each != null && each.number() > before; ) {
            ModelVersion earlier = each.previous();
            each.adoptedByOneMore();
            each = earlier;
        }
    }

    /** Puts what has come behind what waits in its stream. */
    private void receive() {
        for (Submission<K, ?> next = inbox.poll(); next != null; next = inbox.poll()) {
            try {
                ActiveStream<K> stream = streams.use(next.stream());
                if (stream.head() == null) {
                    ready.add(stream);
                }
                stream.add(next);
            } catch (RuntimeException e) { // of the key's equals or hashCode
                inbox.giveBackRoom();
                if (next.claim()) {
                    next.fail(e);
                }
            }
        }
    }

    /** How long the streams that are ready may wait for others. */
    private long nanosToWait(long now) {
        ActiveStream<K> first = ready.first();
        Submission<K, ?> oldest = first == null ? null : first.head();
        if (oldest == null || ready.size() >= settings.batchSize() || inbox.isClosed()) {
            return 0;
        }
        return settings.batchDelay().toNanos() - (now - oldest.submitted());
    }

    /** One step of as many streams as go together. */
    private void step(long now) {
        for (int turns = ready.size(); turns > 0 && !batch.isFull(); turns--) {
            ActiveStream<K> stream = ready.poll();
            if (stream != null) {
                takeTurn(stream, now);
                if (stream.head() != null) {
                    ready.add(stream);
                }
            }
        }
        int rows = batch.size();
        if (rows > 0) {
            batch.run(metrics);
            metrics.batch(rows, inbox.waiting(), System.nanoTime() - now);
        }
    }

    /** A stream's next row goes into the batch. What comes before it, and is no row or is not wanted any more, is done with. */
    private void takeTurn(ActiveStream<K> stream, long now) {
        for (Submission<K, ?> next = stream.head(); next != null; next = stream.head()) {
            stream.removeHead();
            inbox.giveBackRoom();
            if (!next.claim()) {
                metrics.cancelled();
                continue;
            }
            if (next.begin(this, stream, now)) {
                return;
            }
        }
    }

    /** Whether the row is in the batch now. */
    boolean begin(ActiveStream<K> stream, RowSubmission<K> row, long now) {
        if (row.isExpired(now)) {
            metrics.expired();
            row.fail(new TimeoutException(
                    "row of stream '" + stream.key() + "': its deadline passed before its step began"));
            return false;
        }
        if (row.row().length != batch.inputSize()) {
            metrics.failed();
            row.fail(new IllegalArgumentException("row of stream '" + stream.key() + "': expected " + batch.inputSize()
                    + " floats, as model version " + version.number() + " reads, found " + row.row().length));
            return false;
        }
        try {
            State state = streams.state(stream, version);
            batch.add(row, state);
            return true;
        } catch (RuntimeException e) { // of the store, or of what it had
            metrics.failed();
            row.fail(e);
            return false;
        }
    }

    /** Answers with the state as it is after the rows before. */
    void answer(ActiveStream<K> stream, StateSubmission<K> question) {
        try {
            byte[] state = streams.state(stream, version).toBytes();
            if (question.ends()) {
                streams.end(stream);
            }
            question.complete(state);
        } catch (RuntimeException e) {
            question.fail(e);
        }
    }

    /** Completes all that waits without a result. */
    private void endAll(Throwable reason, List<UnfinishedRow<K>> rows) {
        for (ActiveStream<K> stream = ready.poll(); stream != null; stream = ready.poll()) {
            for (Submission<K, ?> next = stream.head(); next != null; next = stream.head()) {
                stream.removeHead();
                inbox.giveBackRoom();
                if (next.claim()) {
                    next.handBack(rows);
                    next.fail(reason);
                } else {
                    metrics.cancelled();
                }
            }
        }
    }
}
