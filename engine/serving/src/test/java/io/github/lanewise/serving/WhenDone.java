package io.github.lanewise.serving;

import java.util.function.Consumer;

/** A listener for results; that a step was not taken is a failure. */
record WhenDone(Consumer<StepResult> then) implements StepListener<String> {
    @Override
    public void done(String stream, StepResult result) {
        then.accept(result);
    }

    @Override
    public void failed(String stream, Throwable reason) {
        throw new AssertionError(reason);
    }
}
