package io.github.lanewise.serving;

import java.util.List;

/**
 * A question for the state of a stream behind the rows that were submitted before.
 *
 * @param <K> identifies streams
 */
final class StateSubmission<K> extends Submission<K, byte[]> {
    private final boolean ends;

    /** Ends is whether the stream is forgotten then. */
    StateSubmission(K stream, boolean ends) {
        super(stream);
        this.ends = ends;
    }

    @Override
    boolean begin(Worker<K> worker, ActiveStream<K> stream, long now) {
        worker.answer(stream, this);
        return false;
    }

    @Override
    void handBack(List<UnfinishedRow<K>> rows) {}

    boolean ends() {
        return ends;
    }
}
