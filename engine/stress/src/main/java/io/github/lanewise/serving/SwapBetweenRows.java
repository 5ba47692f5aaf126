package io.github.lanewise.serving;

import io.github.lanewise.SwapMode;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.results.III_Result;

/** A caller that submits a row, swaps the model and submits another row, and the worker that takes them. */
final class SwapBetweenRows {
    private final OneWorker worker = new OneWorker();
    private final SwapMode mode;
    private @Nullable RowSubmission<String> first;
    private @Nullable ModelVersion next;
    private @Nullable RowSubmission<String> second;

    SwapBetweenRows(SwapMode mode) {
        this.mode = mode;
    }

    void caller() {
        worker.awaitRun();
        first = worker.submit();
        OneWorker.pause();
        next = worker.swap(mode);
        OneWorker.pause();
        second = worker.submit();
        worker.close();
    }

    void worker() {
        worker.run();
    }

    void results(III_Result r) {
        r.r1 = OneWorker.outcome(first);
        r.r2 = OneWorker.outcome(second);
        r.r3 = OneWorker.isOver(next);
    }
}
