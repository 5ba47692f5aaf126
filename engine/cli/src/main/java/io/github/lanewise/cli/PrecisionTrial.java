package io.github.lanewise.cli;

import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;

/** Runs a model, in whatever precision, over an input that is the same each time. */
@FunctionalInterface
interface PrecisionTrial {
    /**
     * Runs the model.
     *
     * @param spec the model in the precisions to be tried
     * @return its output
     * @throws IOException if the input does not go with the model's file
     * @throws CommandException if the model does not take the input
     */
    Tensor output(ModelSpec spec) throws IOException, CommandException;
}
