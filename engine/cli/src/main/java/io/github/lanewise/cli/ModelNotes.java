package io.github.lanewise.cli;

import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.BatchOrder;
import java.io.PrintWriter;

/** What the user has to know of how a model was read, in lines on the error stream. */
final class ModelNotes {
    /** How to answer the question that a file without a batch order leaves open. */
    static final String ORDER_OPTIONS = "--batch-first for (N, T, features) or --time-first for (T, N, features)";

    private ModelNotes() {}

    /** Says in what the model differs from its file. */
    static void reportDifferences(ModelFile model, PrintWriter err) {
        model.notes().forEach(note -> err.println(model.path() + ": " + note));
    }

    /** Names the tensors that the model does not use, and the layer that could be read with them. */
    static void reportNotUsed(ModelFile model, PrintWriter err) {
        if (!model.unused().isEmpty()) {
            err.println(model.path() + ": not used: " + String.join(", ", model.unused()));
        }
        String head = model.possibleHead();
        if (head != null) {
            err.println(model.path() + ": " + HeadArgument.proposal(head));
        }
    }

    /** Says that a file written from the model will leave the question open too. */
    static void reportOpenOrder(ModelFile model, PrintWriter err) {
        if (model.spec().batchOrder() == BatchOrder.UNKNOWN) {
            err.println(model.path() + ": does not say the order of a batch's axes, and neither will the file written;"
                    + " give " + ORDER_OPTIONS);
        }
    }
}
