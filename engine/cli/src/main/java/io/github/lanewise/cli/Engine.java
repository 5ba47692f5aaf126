package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.ModelSpec;

/**
 * A model on one backend, in both of the engine's forms.
 *
 * @param backend which
 * @param runner for whole sequences
 * @param model for streams
 */
record Engine(Backend backend, ModelRunner runner, Model model) {
    static Engine of(ModelSpec spec, Backend backend) throws CommandException {
        return new Engine(backend, ModelRunner.of(spec, backend), Model.of(spec, backend));
    }
}
